import type { Command } from 'commander'
import { durationSchema } from '#contract/duration.ts'
import { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import { openStore } from '../store/store.ts'
import type { ClusterTokens } from '../trust/cluster-tokens.ts'
import { Trust } from '../trust/trust.ts'
import { OriginError } from './origin-error.ts'
import { originLog } from './origin-log.ts'
import { databaseFile } from './start-origin.ts'

const ACTOR = 'command line'

/** Adds `headwater origin cluster-token` with create, list, rotate and revoke; the origin may run meanwhile, and heeds it at once. */
export function registerClusterTokenCommands(origin: Command, dataDirOf: (command: Command) => string): void {
  const group = origin
    .command('cluster-token')
    .description('what boxes of other makes join with')
    .addHelpText('after', help)
  const add = (usage: string, description: string) =>
    group
      .command(usage)
      .description(description)
      .option('--config <file>', 'headwater.yaml to read')
      .option('--data-dir <dir>', 'data directory of the origin')
  add('create', 'make one, and print it this once')
    .option('--name <name>', 'to tell one from another', 'cluster token')
    .option('--ttl <time>', 'how long it lets boxes in: 90d; without it until it is revoked')
    .action((parsed: { name: string; ttl?: string }, command: Command) => {
      const ttl_ms = parsed.ttl === undefined ? null : milliseconds('--ttl', parsed.ttl)
      withTokens(dataDirOf(command), (tokens) => say(tokens.create({ name: parsed.name, ttl_ms }, ACTOR).token))
    })
  add('list', 'list them, the newest first').action((_parsed: unknown, command: Command) => {
    withTokens(dataDirOf(command), (tokens) => {
      for (const { id, prefix, name, state, expires_at, last_used_at } of tokens.list())
        say(
          [id, `${prefix}...`, state, `until ${expires_at ?? 'revoked'}`, `used ${last_used_at ?? 'never'}`, name].join(
            '  ',
          ),
        )
    })
  })
  add('rotate <id>', 'make another in its place, and print that this once')
    .option('--overlap <time>', 'how long the one of before lets boxes in beside it', '24h')
    .action((id: string, parsed: { overlap: string }, command: Command) => {
      const overlap_ms = milliseconds('--overlap', parsed.overlap)
      withTokens(dataDirOf(command), (tokens) => say(tokens.rotate(id, overlap_ms, ACTOR).token))
    })
  add('revoke <id>', 'let nobody in with it any more').action((id: string, _parsed: unknown, command: Command) => {
    withTokens(dataDirOf(command), (tokens) => say(`${tokens.revoke(id, ACTOR).prefix}... lets nobody in any more.`))
  })
}

function withTokens(data_dir: string, act: (tokens: ClusterTokens) => void): void {
  const store = openStore(databaseFile(data_dir))
  try {
    const activity = new SqliteActivityLog(store, { log: originLog('error', false) })
    act(new Trust({ store, activity }).cluster_tokens)
  } finally {
    store.close()
  }
}

function milliseconds(flag: string, text: string): number {
  const read = durationSchema.safeParse(text)
  if (read.success) return read.data
  throw new OriginError('bad_flag', `${flag} ${text} is no time.`, 'Times are written 30s, 15m, 24h or 90d.')
}

const say = (line: string) => process.stdout.write(`${line}\n`)

const help = `
A box joins with it under /api/v1/cluster/ and can do nothing else with it. Members stay when it ends: each has a token of its own.

Examples:
  $ headwater origin cluster-token create --name "boxes in Paris"
  $ headwater origin cluster-token rotate 8d272e2f-95db-4086-a3b4-f9f5905b0246 --overlap 48h`
