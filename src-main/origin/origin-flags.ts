import type { Command } from 'commander'
import type { ConfigLayer } from '#contract/config-layers.ts'
import * as settingFlags from '#contract/setting-flags.ts'

const settings: readonly settingFlags.SettingFlag[] = [
  { flag: '--data-dir <dir>', path: ['data_dir'], kind: 'text', help: 'where everything is kept' },
  {
    flag: '--host <address>',
    path: ['host'],
    kind: 'text',
    help: 'address that panel and API listen on; 0.0.0.0 lets other machines in (default: 127.0.0.1)',
  },
  {
    flag: '--port <port>',
    path: ['port'],
    kind: 'number',
    help: 'port of panel and API; 0 takes a free one (default: 8090)',
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
    help: 'what the panel calls this installation (default: Headwater)',
  },
  {
    flag: '--redis <where>',
    path: ['redis'],
    kind: 'text',
    help: 'live state: auto, memory, or a redis:// or rediss:// URL (default: auto)',
  },
  { flag: '--no-own-node', path: ['own_node'], kind: 'off', help: 'run no node beside the origin' },
  {
    flag: '--heartbeat-interval <time>',
    path: ['heartbeat_interval'],
    kind: 'text',
    help: 'how often nodes report (default: 5s)',
  },
  {
    flag: '--relay-max-hops <count>',
    path: ['relay_max_hops'],
    kind: 'number',
    help: 'nodes that a stream passes at most before the last one (default: 3)',
  },
  {
    flag: '--relay-max-out <count>',
    path: ['relay_max_out'],
    kind: 'number',
    help: 'nodes that pull one stream from one node at most (default: 20)',
  },
  {
    flag: '--log-level <level>',
    path: ['log', 'level'],
    kind: 'text',
    help: 'debug, info, warn or error (default: info)',
  },
  // Of the node beside the origin.
  ...settingFlags.mediaSettingFlags,
]

/** Adds a flag for each setting to a command. */
export function addSettingFlags(command: Command): Command {
  for (const { flag, kind, help } of settings) {
    if (kind === 'list') command.option(flag, help, settingFlags.repeatedFlag)
    else command.option(flag, help)
  }
  return command
}

/** What the flags of one run say. */
export function flagValues(parsed: Readonly<Record<string, unknown>>): ConfigLayer {
  return settingFlags.flagLayer(settings, parsed)
}

/** The flag of a field; the field itself where it has none. */
export function flagOf(path: readonly string[]): string {
  return settingFlags.flagOf(settings, path)
}
