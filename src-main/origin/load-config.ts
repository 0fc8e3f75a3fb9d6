import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseDocument } from 'yaml'
import { configFileSchema, type OriginConfig, originConfigSchema } from '#contract/config.ts'
import { ConfigError, type ConfigLayer, environmentLayer, resolveConfig } from '#contract/config-layers.ts'
import { defaultConfigFiles, defaultDataDir } from './default-folders.ts'
import { type FlagValues, flagOf } from './origin-flags.ts'

/** Where a run's settings come from besides its flags. */
export interface ConfigSources {
  /** The file that --config names; null: HEADWATER_CONFIG, or the usual places if there is one. */
  readonly file: string | null
  readonly environment: Readonly<Record<string, string | undefined>>
}

/**
 * The settings of an origin: headwater.yaml, then the environment, then the flags, later ones over earlier ones.
 * @throws {ConfigError} that names every field that is wrong and the source that sets it
 */
export function loadOriginConfig(flags: FlagValues, sources: ConfigSources): OriginConfig {
  const { environment } = sources
  const layers: ConfigLayer[] = [
    { nameOf: flagOf, values: { data_dir: defaultDataDir(environment) } },
    ...fileLayers(sources),
    environmentLayer('origin', originConfigSchema, environment),
    flags,
  ]
  const config = resolveConfig(originConfigSchema, layers)
  return { ...config, data_dir: resolve(config.data_dir) }
}

function fileLayers({ file, environment }: ConfigSources): ConfigLayer[] {
  const named = file ?? environment.HEADWATER_CONFIG ?? null
  const path = named ?? defaultConfigFiles(environment).find((candidate) => existsSync(candidate))
  return path === undefined ? [] : [readConfigFile(path)]
}

/** @throws {ConfigError} that names the file */
function readConfigFile(file: string): ConfigLayer {
  const { text, problem } = readText(file)
  if (text === null) throw new ConfigError([{ where: file, what: `cannot be read: ${problem}` }])
  const document = parseDocument(text, { prettyErrors: true })
  const fault = document.errors[0]
  if (fault !== undefined) throw new ConfigError([{ where: file, what: fault.message.trimEnd() }])
  // An empty file, or one of comments alone, is a file without settings.
  const parsed = configFileSchema.safeParse(document.toJS() ?? {})
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.flatMap((issue) =>
        issue.code === 'unrecognized_keys'
          ? issue.keys.map((key) => ({ where: `${file}: ${key}`, what: 'no such section; there are origin and node' }))
          : [{ where: [file, issue.path.join('.')].filter((part) => part !== '').join(': '), what: issue.message }],
      ),
    )
  }
  return { nameOf: (path) => `${file}: ${['origin', ...path].join('.')}`, values: parsed.data.origin ?? {} }
}

function readText(file: string): { readonly text: string | null; readonly problem: string } {
  try {
    return { text: readFileSync(file, 'utf8'), problem: '' }
  } catch (error) {
    return { text: null, problem: (error as Error).message }
  }
}
