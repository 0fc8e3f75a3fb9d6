import { configFileSchema } from './config.ts'
import { ConfigError, type ConfigLayer } from './config-layers.ts'

/** Facts of the machine that decide where settings are looked for; handed in, because this folder imports nothing of Node's. */
export interface ConfigFileHost {
  /** `process.platform` */
  readonly platform: string
  /** `os.homedir()` */
  readonly home: string
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** Files that may hold the settings, best first; `required`: a person named it, so that it must be there. */
export interface ConfigFileCandidates {
  readonly files: readonly string[]
  readonly required: boolean
}

/**
 * Where both programs look for headwater.yaml: the file that `--config` names, else the one that HEADWATER_CONFIG names
 * (an empty one: none at all), else the first that exists of the current directory's, the user's and the machine's.
 */
export function configFileCandidates(flag: string | null, host: ConfigFileHost): ConfigFileCandidates {
  const named = flag ?? host.environment.HEADWATER_CONFIG
  if (named === '') return { files: [], required: false }
  if (named !== undefined) return { files: [named], required: true }
  return { files: ['headwater.yaml', ...usualFiles(host)], required: false }
}

function usualFiles({ platform, home, environment }: ConfigFileHost): readonly string[] {
  switch (platform) {
    case 'darwin':
      return [`${home}/Library/Application Support/Headwater/headwater.yaml`]
    case 'win32':
      return [`${environment.APPDATA ?? `${home}/AppData/Roaming`}/Headwater/headwater.yaml`]
    default: {
      // XDG Base Directory Specification: a path that is not absolute counts as not set.
      const xdg = environment.XDG_CONFIG_HOME
      const own = xdg?.startsWith('/') ? xdg : `${home}/.config`
      return [`${own}/headwater/headwater.yaml`, '/etc/headwater/headwater.yaml']
    }
  }
}

/**
 * One section of a headwater.yaml whose text was parsed already; null (an empty file) is a file without settings.
 * @throws {ConfigError} naming file and field where the file is not made of the sections `origin` and `node`
 */
export function configFileLayer(section: 'origin' | 'node', file: string, content: unknown): ConfigLayer {
  const parsed = configFileSchema.safeParse(content ?? {})
  if (parsed.success) {
    return { nameOf: (path) => `${file}: ${[section, ...path].join('.')}`, values: parsed.data[section] ?? {} }
  }
  throw new ConfigError(
    parsed.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ where: `${file}: ${key}`, what: 'no such section; there are origin and node' }))
        : [{ where: [file, issue.path.join('.')].filter((part) => part !== '').join(': '), what: issue.message }],
    ),
  )
}
