import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import type { Command } from 'commander'
import { Option } from 'commander'
import { parse as parseYaml } from 'yaml'
import { mediaConfigSchema, type NodeConfig, nodeConfigSchema } from '#contract/config.ts'
import { configFileCandidates, configFileLayer } from '#contract/config-file.ts'
import { ConfigError, type ConfigLayer, environmentLayer, resolveConfig } from '#contract/config-layers.ts'
import { defaultDataDir } from './default-data-dir.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** A flag and the setting it sets. */
interface Flag {
  readonly flag: string
  readonly path: readonly string[]
  readonly about: string
  readonly read?: (text: string) => unknown
}

/** What is no number stays text, so that the schema's own message tells what is wrong. */
const number = (text: string): unknown => (/^-?\d+$/.test(text) ? Number(text) : text)
const list = (text: string): unknown => (text === '' ? [] : text.split(',').map((part) => part.trim()))

/** The flags that `node join` takes too. */
const joinFlags: readonly Flag[] = [
  { flag: '--origin <url>', path: ['origin'], about: 'base URL of the origin, for example http://10.0.0.10:8090' },
  {
    flag: '--token <token>',
    path: ['token'],
    about: 'enrollment token; needed once (other users can see arguments: prefer --token-file)',
  },
  {
    flag: '--data-dir <directory>',
    path: ['data_dir'],
    about: `where identity and settings are kept (default: ${defaultDataDir()})`,
  },
  { flag: '--name <name>', path: ['name'], about: 'name of this node (default: the machine’s)' },
  { flag: '--region <region>', path: ['region'], about: 'where this node stands, as you call it' },
  { flag: '--log-level <level>', path: ['log', 'level'], about: 'debug, info, warn or error (default: info)' },
]

const runFlags: readonly Flag[] = [
  {
    flag: '--advertise-address <address>',
    path: ['advertise_address'],
    about: 'address other machines reach this node at (default: as the origin sees it)',
  },
  {
    flag: '--listen-host <address>',
    path: ['media', 'listen_host'],
    about: 'address the ports listen on (default: 0.0.0.0)',
  },
  {
    flag: '--rtmp-port <port>',
    path: ['media', 'rtmp_port'],
    about: 'port for RTMP; 0 takes a free one (default: 1935)',
    read: number,
  },
  {
    flag: '--media-port <port>',
    path: ['media', 'media_port'],
    about: 'port for HTTP-FLV and relays; 0 takes a free one (default: 8080)',
    read: number,
  },
  {
    flag: '--publish-allow <networks>',
    path: ['media', 'publish_allow'],
    about: 'networks that may publish, with commas (default: this machine and private networks)',
    read: list,
  },
  {
    flag: '--subscriber-buffer <size>',
    path: ['media', 'subscriber_buffer'],
    about: 'most held for a viewer that reads too slowly (default: 4MiB)',
  },
  {
    flag: '--gop-cache-size <size>',
    path: ['media', 'gop_cache_size'],
    about: 'most kept for those who join, in bytes (default: 16MiB)',
  },
  {
    flag: '--gop-cache-duration <time>',
    path: ['media', 'gop_cache_duration'],
    about: 'most kept for those who join, in time (default: 15s)',
  },
  {
    flag: '--group-interval <time>',
    path: ['media', 'group_interval'],
    about: 'how long frames are gathered into one write (default: 100ms)',
  },
  {
    flag: '--relay-release-delay <time>',
    path: ['media', 'relay_release_delay'],
    about: 'how long a relay outlives its last viewer (default: 10s)',
  },
  {
    flag: '--relay-retry-attempts <count>',
    path: ['media', 'relay_retry_attempts'],
    about: 'attempts to get a lost relay back (default: 3)',
    read: number,
  },
  {
    flag: '--relay-retry-delay <time>',
    path: ['media', 'relay_retry_delay'],
    about: 'time between them (default: 2s)',
  },
  {
    flag: '--handshake-timeout <time>',
    path: ['media', 'handshake_timeout'],
    about: 'a connection that says nothing is closed (default: 5s)',
  },
  {
    flag: '--publisher-silence-timeout <time>',
    path: ['media', 'publisher_silence_timeout'],
    about: 'a publisher that says nothing is closed (default: 15s)',
  },
  {
    flag: '--max-connections <count>',
    path: ['media', 'max_connections'],
    about: 'connections each port takes at once (default: 20000)',
    read: number,
  },
]

export type SettingsScope = 'join' | 'run'

const flagsOf = (scope: SettingsScope) => (scope === 'join' ? joinFlags : [...joinFlags, ...runFlags])
const nameOfFlag = ({ flag }: Flag) => flag.split(' ')[0] ?? flag
const attributeOf = ({ flag }: Flag) => new Option(flag).attributeName()

/** Adds the flags of the settings to a command. */
export function addSettings(command: Command, scope: SettingsScope): Command {
  for (const { flag, about } of flagsOf(scope)) command.option(flag, about)
  return command
    .option('--token-file <file>', 'read the enrollment token from a file; - is standard input')
    .option('--config <file>', 'headwater.yaml to read (default: ./headwater.yaml, or the usual places for settings)')
}

/** Options of a command as commander parsed them: text, by attribute name. */
export type ParsedOptions = Readonly<Record<string, unknown>>

/**
 * Puts file, environment (`HEADWATER_NODE_*`) and flags together.
 * @param token what `--token-file` held; null without it
 * @throws {ConfigError} with every field that is wrong and where it was set
 */
export function readSettings(
  scope: SettingsScope,
  options: ParsedOptions,
  token: string | null,
  environment: Environment = process.env,
): NodeConfig {
  const defaults: ConfigLayer = { nameOf: (path) => path.join('.'), values: { data_dir: defaultDataDir() } }
  const file = fileLayer(typeof options.config === 'string' ? options.config : null, environment)
  return resolveConfig(nodeConfigSchema, [
    defaults,
    ...(file === null ? [] : [file]),
    environmentLayer('node', nodeConfigSchema, environment),
    flagLayer(scope, options, token),
  ])
}

function flagLayer(scope: SettingsScope, options: ParsedOptions, token: string | null): ConfigLayer {
  const values: Record<string, unknown> = {}
  for (const flag of flagsOf(scope)) {
    const text = options[attributeOf(flag)]
    if (typeof text === 'string') put(values, flag.path, flag.read?.(text) ?? text)
  }
  if (token !== null) values.token = token
  return {
    values,
    nameOf(path) {
      if (path.join('.') === 'token' && token !== null) return '--token-file'
      const flag = flagsOf(scope).find((candidate) => candidate.path.every((key, depth) => key === path[depth]))
      return flag === undefined ? path.join('.') : nameOfFlag(flag)
    },
  }
}

function put(values: Record<string, unknown>, [key, ...rest]: readonly string[], value: unknown): void {
  if (key === undefined) return
  if (rest.length === 0) {
    values[key] = value
    return
  }
  const inner = (values[key] ?? {}) as Record<string, unknown>
  values[key] = inner
  put(inner, rest, value)
}

/** Null: no file is named, and there is none in the usual places. */
function fileLayer(named: string | null, environment: Environment): ConfigLayer | null {
  const host = { platform: process.platform, home: homedir(), environment }
  const { files, required } = configFileCandidates(named, host)
  for (const file of files) {
    const { content, problem } = readYaml(file)
    if (problem === 'missing' && !required) continue
    if (problem !== null) {
      throw new ConfigError([{ where: file, what: problem === 'missing' ? 'there is no such file' : problem }])
    }
    return configFileLayer('node', file, content)
  }
  return null
}

function readYaml(file: string): { readonly content: unknown; readonly problem: string | null } {
  try {
    return { content: parseYaml(readFileSync(file, 'utf8')), problem: null }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { content: null, problem: 'missing' }
    const message = error instanceof Error ? error.message : String(error)
    return { content: null, problem: message.split('\n')[0] ?? 'it cannot be read' }
  }
}

/** The media settings that have no flag; a test holds this list empty. */
export function mediaSettingsWithoutFlag(): string[] {
  const named = new Set(runFlags.filter(({ path }) => path[0] === 'media').map(({ path }) => path[1]))
  return Object.keys(mediaConfigSchema.shape).filter((key) => !named.has(key))
}
