import type { ConfigLayer } from './config-layers.ts'

/** A setting as a flag of the command line: where it belongs in the configuration, and how its text is read. */
export interface SettingFlag {
  /** As commander takes it: `--rtmp-port <port>`. */
  readonly flag: string
  readonly path: readonly string[]
  /** list: repeatable, and each text may hold several with commas; off: `--no-...`, which takes no text. */
  readonly kind: 'text' | 'number' | 'list' | 'off'
  readonly help: string
}

/** The flags of `mediaConfigSchema`, which both programs take. */
export const mediaSettingFlags: readonly SettingFlag[] = [
  {
    flag: '--rtmp-port <port>',
    path: ['media', 'rtmp_port'],
    kind: 'number',
    help: 'port for RTMP; 0 takes a free one (default: 1935)',
  },
  {
    flag: '--media-port <port>',
    path: ['media', 'media_port'],
    kind: 'number',
    help: 'port for players over HTTP and for relays; 0 takes a free one (default: 8080)',
  },
  {
    flag: '--listen-host <address>',
    path: ['media', 'listen_host'],
    kind: 'text',
    help: 'address these two ports listen on (default: 0.0.0.0)',
  },
  {
    flag: '--publish-allow <network>',
    path: ['media', 'publish_allow'],
    kind: 'list',
    help: 'network that may publish; repeatable, or with commas (default: this machine and private networks)',
  },
  {
    flag: '--publish-origin <host>',
    path: ['media', 'publish_origins'],
    kind: 'list',
    help: 'site whose pages may publish from a browser; repeatable, or with commas (default: none)',
  },
  {
    flag: '--tls-certificate <file>',
    path: ['media', 'tls_certificate'],
    kind: 'text',
    help: 'certificate for HTTPS, WSS and RTMPS, PEM (default: one the node signs itself)',
  },
  { flag: '--tls-key <file>', path: ['media', 'tls_key'], kind: 'text', help: 'its key, PEM' },
  {
    flag: '--metrics-allow <network>',
    path: ['media', 'metrics_allow'],
    kind: 'list',
    help: 'network that may read /metrics; repeatable, or with commas (default: this machine and private networks)',
  },
  {
    flag: '--metrics-streams <count>',
    path: ['media', 'metrics_streams'],
    kind: 'number',
    help: 'streams with figures of their own in /metrics (default: 200)',
  },
  {
    flag: '--subscriber-buffer <size>',
    path: ['media', 'subscriber_buffer'],
    kind: 'text',
    help: 'most held for a viewer that reads too slowly (default: 4MiB)',
  },
  {
    flag: '--gop-cache-size <size>',
    path: ['media', 'gop_cache_size'],
    kind: 'text',
    help: 'most kept of a stream for those who join, in bytes (default: 16MiB)',
  },
  {
    flag: '--gop-cache-duration <time>',
    path: ['media', 'gop_cache_duration'],
    kind: 'text',
    help: 'most kept of a stream for those who join, in time (default: 15s)',
  },
  {
    flag: '--group-interval <time>',
    path: ['media', 'group_interval'],
    kind: 'text',
    help: 'how long frames are gathered into one write (default: 100ms)',
  },
  {
    flag: '--relay-release-delay <time>',
    path: ['media', 'relay_release_delay'],
    kind: 'text',
    help: 'how long a relay outlives its last viewer (default: 10s)',
  },
  {
    flag: '--relay-retry-attempts <count>',
    path: ['media', 'relay_retry_attempts'],
    kind: 'number',
    help: 'attempts to get a lost relay back (default: 3)',
  },
  {
    flag: '--relay-retry-delay <time>',
    path: ['media', 'relay_retry_delay'],
    kind: 'text',
    help: 'time between them (default: 2s)',
  },
  {
    flag: '--relay-transport <transport>',
    path: ['media', 'relay_transport'],
    kind: 'text',
    help: 'how relays are carried: tls, auto or quic (default: tls)',
  },
  {
    flag: '--handshake-timeout <time>',
    path: ['media', 'handshake_timeout'],
    kind: 'text',
    help: 'a connection that says nothing is closed (default: 5s)',
  },
  {
    flag: '--publisher-silence-timeout <time>',
    path: ['media', 'publisher_silence_timeout'],
    kind: 'text',
    help: 'a publisher that says nothing is closed (default: 15s)',
  },
  {
    flag: '--publisher-grace <time>',
    path: ['media', 'publisher_grace'],
    kind: 'text',
    help: 'how long a lost publisher is waited for (default: 10s)',
  },
  {
    flag: '--second-publisher <policy>',
    path: ['media', 'second_publisher'],
    kind: 'text',
    help: 'for a path that is live: refuse or take_over (default: refuse)',
  },
  {
    flag: '--max-connections <count>',
    path: ['media', 'max_connections'],
    kind: 'number',
    help: 'connections each of these ports takes at once (default: 20000)',
  },
  {
    flag: '--connection-rate <count>',
    path: ['media', 'connection_rate'],
    kind: 'number',
    help: 'new connections a second that an address may open on each thread; 0: any number (default: 200)',
  },
  {
    flag: '--connection-burst <count>',
    path: ['media', 'connection_burst'],
    kind: 'number',
    help: 'and at once, when it was quiet before (default: 2000)',
  },
  {
    flag: '--connection-rate-exempt <network>',
    path: ['media', 'connection_rate_exempt'],
    kind: 'list',
    help: 'network whose connections are not counted; repeatable (default: this machine)',
  },
  {
    flag: '--workers <count>',
    path: ['media', 'workers'],
    kind: 'number',
    help: 'threads beside the main one that take connections (default: auto, by load)',
  },
]

/** What commander calls with each text of a repeatable flag. */
export const repeatedFlag = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]

/** The flag of a field; the field itself where it has none. */
export function flagOf(flags: readonly SettingFlag[], path: readonly string[]): string {
  const found = flags.find((setting) => setting.path.every((key, depth) => key === path[depth]))
  return found === undefined ? path.join('.') : (found.flag.split(' ')[0] ?? found.flag)
}

/** What commander parsed, as a layer of the configuration. What cannot be read stays text, so that the schema says what is wrong. */
export function flagLayer(flags: readonly SettingFlag[], parsed: Readonly<Record<string, unknown>>): ConfigLayer {
  const values: Record<string, unknown> = {}
  for (const { flag, path, kind } of flags) {
    const given = parsed[optionName(flag)]
    if (given === undefined || (kind === 'off' && given !== false)) continue
    put(values, path, read(kind, given))
  }
  return { values, nameOf: (path) => flagOf(flags, path) }
}

function read(kind: SettingFlag['kind'], given: unknown): unknown {
  if (kind === 'number') return typeof given === 'string' && /^-?\d+$/.test(given) ? Number(given) : given
  if (kind === 'list') return [given].flat().flatMap((text) => (text === '' ? [] : String(text).split(',').map(trim)))
  return given
}

const trim = (text: string) => text.trim()

/** commander's name of a flag's value: `--rtmp-port <port>` is `rtmpPort`, `--no-own-node` is `ownNode`. */
function optionName(flag: string): string {
  const words = (flag.split(' ')[0] ?? '').replace(/^--(no-)?/, '').split('-')
  return words.map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1))).join('')
}

function put(values: Record<string, unknown>, [key, ...rest]: readonly string[], value: unknown): void {
  if (key === undefined) return
  if (rest.length === 0) {
    values[key] = value
    return
  }
  const section = (values[key] ?? {}) as Record<string, unknown>
  values[key] = section
  put(section, rest, value)
}
