import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { parseDocument } from 'yaml'
import { type OriginConfig, originConfigSchema } from '#contract/config.ts'
import { configFileCandidates, configFileLayer } from '#contract/config-file.ts'
import { ConfigError, type ConfigLayer, environmentLayer, resolveConfig, sets } from '#contract/config-layers.ts'
import { defaultDataDir } from './default-folders.ts'
import type { SourceOf } from './effective-settings.ts'
import { flagOf } from './origin-flags.ts'

/** Where a run's settings come from besides its flags. */
export interface ConfigSources {
  /** The file that --config names; null: as `configFileCandidates` says. */
  readonly file: string | null
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** The settings of a run, and where each was set. */
export interface LoadedConfig {
  readonly config: OriginConfig
  readonly sourceOf: SourceOf
}

/**
 * The settings of an origin: headwater.yaml, then the environment, then the flags, later ones over earlier ones.
 * @throws {ConfigError} that names every field that is wrong and the source that sets it
 */
export function loadOriginConfig(flags: ConfigLayer, sources: ConfigSources): LoadedConfig {
  const { environment } = sources
  const set = [
    ...fileLayers(sources).map((layer) => ({ kind: 'file' as const, layer })),
    { kind: 'environment' as const, layer: environmentLayer('origin', originConfigSchema, environment) },
    { kind: 'flag' as const, layer: flags },
  ]
  const without = { nameOf: flagOf, values: { data_dir: defaultDataDir(environment) } }
  const config = resolveConfig(originConfigSchema, [without, ...set.map(({ layer }) => layer)])
  return {
    config: { ...config, data_dir: resolve(config.data_dir) },
    sourceOf: (path) => {
      const found = set.findLast(({ layer }) => sets(layer, path))
      return found === undefined
        ? { kind: 'default', where: null }
        : { kind: found.kind, where: found.layer.nameOf(path) }
    },
  }
}

function fileLayers({ file, environment }: ConfigSources): ConfigLayer[] {
  const { files, required } = configFileCandidates(file, { platform: process.platform, home: homedir(), environment })
  const path = required ? files[0] : files.find((candidate) => existsSync(candidate))
  return path === undefined ? [] : [readConfigFile(path)]
}

/** @throws {ConfigError} that names the file */
function readConfigFile(file: string): ConfigLayer {
  const { text, problem } = readText(file)
  if (text === null) throw new ConfigError([{ where: file, what: `cannot be read: ${problem}` }])
  const document = parseDocument(text, { prettyErrors: true })
  const fault = document.errors[0]
  if (fault !== undefined) throw new ConfigError([{ where: file, what: fault.message.trimEnd() }])
  return configFileLayer('origin', file, document.toJS())
}

function readText(file: string): { readonly text: string | null; readonly problem: string } {
  try {
    return { text: readFileSync(file, 'utf8'), problem: '' }
  } catch (error) {
    return { text: null, problem: (error as Error).message }
  }
}
