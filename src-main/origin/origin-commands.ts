import type { Command } from 'commander'
import { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import { openStore } from '../store/store.ts'
import { Trust } from '../trust/trust.ts'
import { registerBackupCommands } from './backup-commands.ts'
import { childProcessLauncher } from './child-process-launcher.ts'
import { registerClusterTokenCommands } from './cluster-token-commands.ts'
import { holderOf } from './data-dir-lock.ts'
import { registerDataKeyCommands } from './data-key-commands.ts'
import { headlessKeySource } from './data-key-source.ts'
import { loadOriginConfig } from './load-config.ts'
import { LogTail } from './log-tail.ts'
import { registerMoveCommands } from './move-commands.ts'
import { OriginError } from './origin-error.ts'
import { addSettingFlags, flagValues } from './origin-flags.ts'
import { originLog } from './origin-log.ts'
import { originVersion } from './origin-version.ts'
import { readyText } from './ready-text.ts'
import { startRestartingOrigin } from './restarting-origin.ts'
import { runUntilStopped } from './run-until-stopped.ts'
import { databaseFile, SIGN_IN_LINK_TTL_MS } from './start-origin.ts'

/** Where the other parts of this installation are. */
export interface Installation {
  /** Path of the node-runtime's bundle. */
  readonly node_program: string
  /** Folder of the built panel; null where there is none. */
  readonly panel_dir: string | null
}

/** Adds `headwater origin` and what belongs to it. */
export function registerOriginCommands(program: Command, installation: Installation): void {
  const origin = program
    .command('origin')
    .description('run an origin: registry, API, control panel, and a node beside them')
    .option('--config <file>', 'headwater.yaml to read (HEADWATER_CONFIG, or the usual place for settings)')
    .option('--print <format>', 'json: one line on standard output once it is ready, for programs')
  addSettingFlags(origin)
    .addHelpText('after', originHelp)
    .action(async (parsed: Record<string, unknown>) => {
      const { config, sourceOf } = configOf(parsed)
      const as_json = readPrint(parsed.print)
      const log_tail = new LogTail()
      const log = originLog(config.log.level, process.stderr.isTTY === true, log_tail)
      const surroundings = {
        launcher: childProcessLauncher(installation.node_program),
        panel_dir: installation.panel_dir,
        version: originVersion,
        ...{ log, log_tail },
        sourceOf,
        data_key: headlessKeySource(config.data_dir, process.env),
      }
      await runUntilStopped({
        log,
        start: (signal) => startRestartingOrigin(config, surroundings, signal),
        onReady: (started) => {
          process.stdout.write(as_json ? `${JSON.stringify(started.ready())}\n` : readyText(started))
        },
      })
    })

  const dataDirOf = (command: Command) => configOf(command.optsWithGlobals()).config.data_dir
  origin
    .command('sign-in-link')
    .description('print a fresh link that opens the control panel signed in')
    .option('--config <file>', 'headwater.yaml to read')
    .option('--data-dir <dir>', 'data directory of the origin')
    .option('--operator <name>', 'for whom (default: the first owner)')
    .addHelpText('after', signInHelp)
    .action(({ operator }: { readonly operator?: string }, command: Command) => {
      process.stdout.write(`${newSignInLink(dataDirOf(command), operator)}\n`)
    })
  registerBackupCommands(origin, dataDirOf)
  registerDataKeyCommands(origin, dataDirOf)
  registerMoveCommands(origin, (command) => configOf(command.optsWithGlobals()).config)
  registerClusterTokenCommands(origin, dataDirOf)
}

function configOf(parsed: Record<string, unknown>) {
  const file = typeof parsed.config === 'string' ? parsed.config : null
  return loadOriginConfig(flagValues(parsed), { file, environment: process.env })
}

function readPrint(value: unknown): boolean {
  if (value === undefined) return false
  if (value === 'json') return true
  throw new OriginError('bad_flag', `--print ${String(value)} is not known.`, 'The one format there is: --print json.')
}

/** Makes a link in the database of the origin that runs on this data directory. */
function newSignInLink(data_dir: string, name: string | undefined): string {
  const holder = holderOf(data_dir)
  if (holder === null || holder.url === null) {
    throw new OriginError(
      'not_running',
      `No origin runs on ${data_dir}.`,
      'Start it with `headwater origin`, which prints a link by itself, or name its --data-dir.',
    )
  }
  const log = originLog('error', false)
  const store = openStore(databaseFile(data_dir))
  try {
    const trust = new Trust({ store, activity: new SqliteActivityLog(store, { log }) })
    const operator = name === undefined ? trust.ensureOwner() : trust.operators.byName(name)
    if (operator === undefined) {
      const names = trust.operators.list().map((one) => one.name)
      throw new OriginError('unknown_operator', `There is no operator ${name}.`, `There are: ${names.join(', ')}.`)
    }
    return `${holder.url}/sign-in#${trust.createSignInLink(operator.id, SIGN_IN_LINK_TTL_MS)}`
  } finally {
    store.close()
  }
}

const originHelp = `
Settings come from headwater.yaml (section origin), then from the environment (HEADWATER_ORIGIN_PORT,
HEADWATER_ORIGIN_MEDIA_RTMP_PORT, ...), then from these flags; later ones win. Times are written 500ms, 30s, 15m, sizes 512KiB, 4MiB.

Examples:
  $ headwater origin
      on this machine alone, with a node that takes publishers on port 1935
  $ headwater origin --host 0.0.0.0 --advertise-host studio.example.com
      let other machines join
  $ headwater origin --data-dir /srv/headwater --port 0 --rtmp-port 0 --media-port 0 --print json
      for scripts: any free ports; the first line of output is one JSON object

Exit codes: 0 stopped as asked, 1 failed, 64 wrong usage, 69 a port is taken or the node could not start,
75 an origin runs on this data directory already, 78 wrong configuration.`

const signInHelp = `
The link works once, within an hour, and asks for no password and no second factor: it is the way back in for who has lost
them. The origin has to be running.

Examples:
  $ headwater origin sign-in-link --data-dir /srv/headwater
  $ headwater origin sign-in-link --operator vera`
