import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import type { Command } from 'commander'
import { parse as parseYaml } from 'yaml'
import { type NodeConfig, nodeConfigSchema } from '#contract/config.ts'
import { configFileCandidates, configFileLayer } from '#contract/config-file.ts'
import { ConfigError, type ConfigLayer, environmentLayer, resolveConfig } from '#contract/config-layers.ts'
import { flagLayer, mediaSettingFlags, repeatedFlag, type SettingFlag } from '#contract/setting-flags.ts'
import { defaultDataDir } from './default-data-dir.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The flags that `node join` takes too. */
const joinFlags: readonly SettingFlag[] = [
  {
    flag: '--origin <url>',
    path: ['origin'],
    kind: 'text',
    help: 'base URL of the origin, for example http://10.0.0.10:8090',
  },
  {
    flag: '--token <token>',
    path: ['token'],
    kind: 'text',
    help: 'enrollment token; needed once (other users can see arguments: prefer --token-file)',
  },
  {
    flag: '--data-dir <directory>',
    path: ['data_dir'],
    kind: 'text',
    help: `where identity and settings are kept (default: ${defaultDataDir()})`,
  },
  { flag: '--name <name>', path: ['name'], kind: 'text', help: 'name of this node (default: the machine’s)' },
  { flag: '--region <region>', path: ['region'], kind: 'text', help: 'where this node stands, as you call it' },
  {
    flag: '--log-level <level>',
    path: ['log', 'level'],
    kind: 'text',
    help: 'debug, info, warn or error (default: info)',
  },
]

const runFlags: readonly SettingFlag[] = [
  ...joinFlags,
  {
    flag: '--advertise-address <address>',
    path: ['advertise_address'],
    kind: 'text',
    help: 'address other machines reach this node at (default: as the origin sees it)',
  },
  {
    flag: '--seed <address>',
    path: ['seeds'],
    kind: 'list',
    help: 'member to exchange with besides the nodes that the origin names; repeatable (default: none)',
  },
  ...mediaSettingFlags,
]

export type SettingsScope = 'join' | 'run'

const flagsOf = (scope: SettingsScope) => (scope === 'join' ? joinFlags : runFlags)

/** Adds the flags of the settings to a command. */
export function addSettings(command: Command, scope: SettingsScope): Command {
  for (const { flag, kind, help } of flagsOf(scope)) {
    if (kind === 'list') command.option(flag, help, repeatedFlag)
    else command.option(flag, help)
  }
  return command
    .option('--token-file <file>', 'read the enrollment token from a file; - is standard input')
    .option('--config <file>', 'headwater.yaml to read (default: ./headwater.yaml, or the usual places for settings)')
}

/** Options of a command as commander parsed them, by attribute name. */
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
    givenLayer(scope, options, token),
  ])
}

/** The flags, and over them the token that `--token-file` held. */
function givenLayer(scope: SettingsScope, options: ParsedOptions, token: string | null): ConfigLayer {
  const { values, nameOf } = flagLayer(flagsOf(scope), options)
  if (token === null) return { values, nameOf }
  return {
    values: { ...values, token },
    nameOf: (path) => (path.join('.') === 'token' ? '--token-file' : nameOf(path)),
  }
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
