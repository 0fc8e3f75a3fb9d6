import type { Command } from 'commander'

/** A setting as a flag of the command line: where it belongs in the configuration, and how its text is read. */
interface SettingFlag {
  readonly flag: string
  readonly path: readonly string[]
  readonly kind: 'text' | 'number' | 'list' | 'off'
  readonly help: string
}

const settings: readonly SettingFlag[] = [
  { flag: '--data-dir <dir>', path: ['data_dir'], kind: 'text', help: 'where everything is kept' },
  {
    flag: '--host <address>',
    path: ['host'],
    kind: 'text',
    help: 'address that panel and API listen on; 0.0.0.0 lets other machines in (127.0.0.1)',
  },
  { flag: '--port <port>', path: ['port'], kind: 'number', help: 'port of panel and API; 0 takes a free one (8090)' },
  {
    flag: '--rtmp-port <port>',
    path: ['media', 'rtmp_port'],
    kind: 'number',
    help: 'RTMP port of the node beside the origin; 0 takes a free one (1935)',
  },
  {
    flag: '--media-port <port>',
    path: ['media', 'media_port'],
    kind: 'number',
    help: 'its port for players and relays; 0 takes a free one (8080)',
  },
  {
    flag: '--advertise-host <name>',
    path: ['advertise_host'],
    kind: 'text',
    help: 'name or address that other machines reach this one by',
  },
  {
    flag: '--allowed-host <name>',
    path: ['allowed_hosts'],
    kind: 'list',
    help: 'name a browser may use besides IP addresses and localhost; repeatable',
  },
  {
    flag: '--cluster-name <name>',
    path: ['cluster_name'],
    kind: 'text',
    help: 'what the panel calls this installation (Headwater)',
  },
  {
    flag: '--redis <where>',
    path: ['redis'],
    kind: 'text',
    help: 'live state: auto, memory, or a redis:// or rediss:// URL (auto)',
  },
  { flag: '--no-own-node', path: ['own_node'], kind: 'off', help: 'run no node beside the origin' },
  {
    flag: '--heartbeat-interval <time>',
    path: ['heartbeat_interval'],
    kind: 'text',
    help: 'how often nodes report (5s)',
  },
  { flag: '--log-level <level>', path: ['log', 'level'], kind: 'text', help: 'debug, info, warn or error (info)' },
  {
    flag: '--listen-host <address>',
    path: ['media', 'listen_host'],
    kind: 'text',
    help: 'address that the media ports listen on (0.0.0.0)',
  },
  {
    flag: '--publish-allow <network>',
    path: ['media', 'publish_allow'],
    kind: 'list',
    help: 'network that may publish; repeatable (this machine and private networks)',
  },
  {
    flag: '--subscriber-buffer <size>',
    path: ['media', 'subscriber_buffer'],
    kind: 'text',
    help: 'the most that is held for a viewer who reads too slowly (4MiB)',
  },
  {
    flag: '--gop-cache-size <size>',
    path: ['media', 'gop_cache_size'],
    kind: 'text',
    help: 'the most of a stream that is kept for those who join (16MiB)',
  },
  {
    flag: '--gop-cache-duration <time>',
    path: ['media', 'gop_cache_duration'],
    kind: 'text',
    help: 'and the longest (15s)',
  },
  {
    flag: '--group-interval <time>',
    path: ['media', 'group_interval'],
    kind: 'text',
    help: 'how long frames are gathered into one write (100ms)',
  },
  {
    flag: '--relay-release-delay <time>',
    path: ['media', 'relay_release_delay'],
    kind: 'text',
    help: 'how long a relay outlives its last viewer (10s)',
  },
  {
    flag: '--relay-retry-attempts <count>',
    path: ['media', 'relay_retry_attempts'],
    kind: 'number',
    help: 'how often a lost relay is tried again (3)',
  },
  {
    flag: '--relay-retry-delay <time>',
    path: ['media', 'relay_retry_delay'],
    kind: 'text',
    help: 'and how long is waited before each (2s)',
  },
  {
    flag: '--handshake-timeout <time>',
    path: ['media', 'handshake_timeout'],
    kind: 'text',
    help: 'when a connection that says nothing is closed (5s)',
  },
  {
    flag: '--publisher-silence-timeout <time>',
    path: ['media', 'publisher_silence_timeout'],
    kind: 'text',
    help: 'when a publisher that sends nothing is closed (15s)',
  },
  {
    flag: '--max-connections <count>',
    path: ['media', 'max_connections'],
    kind: 'number',
    help: 'most connections of publishers and viewers (20000)',
  },
]

/** What the flags of one run say, by their place in the configuration. */
export interface FlagValues {
  readonly values: Readonly<Record<string, unknown>>
  /** The flag that sets a field, for errors: `--rtmp-port`. */
  readonly nameOf: (path: readonly string[]) => string
}

/** Adds a flag for each setting to a command. */
export function addSettingFlags(command: Command): Command {
  for (const { flag, kind, help } of settings) {
    if (kind === 'list') command.option(flag, help, (text: string, before: string[] = []) => [...before, text])
    else command.option(flag, help)
  }
  return command
}

/** Reads what commander parsed. Text that is no number stays text, so that the schema's own message says what is wrong. */
export function flagValues(parsed: Readonly<Record<string, unknown>>): FlagValues {
  const values: Record<string, unknown> = {}
  for (const { flag, path, kind } of settings) {
    const given = parsed[propertyOf(flag)]
    if (given === undefined || (kind === 'off' && given !== false)) continue
    put(values, path, kind === 'number' && typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : given)
  }
  return { values, nameOf: flagOf }
}

/** The flag of a field; the field itself where it has none. */
export function flagOf(path: readonly string[]): string {
  const found = settings.find((setting) => setting.path.join('.') === path.join('.'))
  return found === undefined ? path.join('.') : (found.flag.split(' ')[0] ?? found.flag)
}

/** commander's name of a flag's value: `--rtmp-port <port>` is `rtmpPort`, `--no-own-node` is `ownNode`. */
function propertyOf(flag: string): string {
  const words = (flag.split(' ')[0] ?? '').replace(/^--(no-)?/, '').split('-')
  return words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('')
}

function put(values: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path
  if (key === undefined) return
  if (rest.length === 0) {
    values[key] = value
    return
  }
  const section = (values[key] ?? {}) as Record<string, unknown>
  values[key] = section
  put(section, rest, value)
}
