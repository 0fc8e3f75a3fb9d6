/** The origin behind the desktop window. It imports nothing of Electron; the line to the shell is all it has of it. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ConfigError } from '#contract/config-layers.ts'
import { loadOriginConfig } from '../origin/load-config.ts'
import { OriginError } from '../origin/origin-error.ts'
import { flagOf } from '../origin/origin-flags.ts'
import { originLog } from '../origin/origin-log.ts'
import { type RestartingOrigin, startRestartingOrigin } from '../origin/restarting-origin.ts'
import { desktopKeySource } from '../origin/sealed-key-source.ts'
import { type ToOrigin, toOriginSchema } from './shell-messages.ts'
import { type ShellLine, shellNodeLauncher } from './shell-node-launcher.ts'
import { shellSealer } from './shell-sealer.ts'
import { version } from './version.ts'

/** After an answer that may still be under way, the process ends by itself. */
const DISMISSAL_TIMEOUT_MS = 2_000

const line = lineToShell()
const log = originLog(process.env.HEADWATER_ORIGIN_LOG_LEVEL ?? 'info', false)
const stopping = new AbortController()
const stopAsked = new Promise<void>((resolve) => {
  const stop = () => {
    stopping.abort(new Error('the origin was asked to stop'))
    resolve()
  }
  line.onMessage(({ type }) => {
    if (type === 'stop') stop()
  })
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
})
// In a utility process an unhandled rejection only prints a warning, and the origin would go on half dead.
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    log.fatal({ event: 'origin.crashed', err: error }, 'the origin failed at something nobody foresaw')
    process.exit(1)
  })
}

process.exit(await run())

/** Runs until the shell says stop; tells the exit code. */
async function run(): Promise<number> {
  let origin: RestartingOrigin
  try {
    const { config, sourceOf } = loadOriginConfig(
      { values: {}, nameOf: flagOf },
      { file: null, environment: process.env },
    )
    log.level = config.log.level
    origin = await startRestartingOrigin(
      config,
      {
        launcher: shellNodeLauncher(line),
        panel_dir: panelFolder(),
        version,
        log,
        sourceOf,
        data_key: await desktopKeySource(config.data_dir, shellSealer(line), {
          environment: process.env,
          onPlain: (why) =>
            log.warn({ event: 'data_key.in_file', why }, `the data key stays in a file of its owner's alone: ${why}`),
        }),
      },
      stopping.signal,
    )
  } catch (error) {
    if (stopping.signal.aborted) return 0
    log.error({ event: 'origin.start_failed', err: error }, 'the origin cannot start')
    line.post({ type: 'start_failed', ...explain(error) })
    const late = new Promise((resolve) => setTimeout(resolve, DISMISSAL_TIMEOUT_MS))
    await Promise.race([stopAsked, late])
    return error instanceof OriginError ? error.exit_code : 1
  }
  line.onMessage(({ type }) => {
    if (type === 'sign_in_link_wanted') line.post({ type: 'sign_in_link', sign_in_url: origin.createSignInUrl() })
  })
  let told = ''
  const tellWhere = () => {
    if (origin.url === told) return
    told = origin.url
    line.post({ type: 'ready', url: origin.url, sign_in_url: origin.createSignInUrl() })
  }
  tellWhere()
  origin.onRestarted(tellWhere)
  await stopAsked
  await origin.stop()
  return 0
}

/** The built panel beside this program. */
function panelFolder(): string | null {
  const folder = fileURLToPath(new URL('../panel', import.meta.url))
  return existsSync(folder) ? folder : null
}

function explain(error: unknown): { readonly message: string; readonly hint: string | null } {
  if (error instanceof ConfigError) {
    return { message: `The settings cannot be used. ${error.message}`, hint: 'Correct headwater.yaml, then try again.' }
  }
  if (!(error instanceof Error)) return { message: String(error), hint: null }
  const hint = 'hint' in error && typeof error.hint === 'string' ? error.hint : null
  return { message: error.message, hint }
}

function lineToShell(): ShellLine {
  const port = process.parentPort
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener: (message: ToOrigin) => void) => {
      port.on('message', ({ data }) => {
        const parsed = toOriginSchema.safeParse(data)
        if (parsed.success) listener(parsed.data)
        else log.warn({ event: 'shell.message_unknown' }, 'the shell sent a message that is none')
      })
    },
  }
}
