import type { Logger } from 'pino'
import { exitCode } from '#contract/program-output.ts'
import { failureText } from './failure-text.ts'

/** What runs until somebody stops it. */
interface Stoppable {
  stop(): Promise<void>
  /** Ends at once what must not be left behind. */
  kill(): void
}

/** A stop that takes longer is cut short, in ms; the promise is 5 s. */
const STOP_DEADLINE_MS = 4_500
/** A messenger may pass on what its terminal has sent to the whole group: the same signal this soon is no second one, in ms. */
const SAME_SIGNAL_MS = 100

/**
 * Starts something and runs it until SIGTERM, SIGINT or SIGHUP, then stops it and exits with 0 within 5 s; a second
 * signal exits at once. What nobody foresaw is logged in plain words and exits with 1; the own node lives on then.
 */
export async function runUntilStopped<Running extends Stoppable>(program: {
  readonly log: Logger
  start(signal: AbortSignal): Promise<Running>
  onReady(running: Running): void
}): Promise<void> {
  const { log } = program
  const stopping = new AbortController()
  let running: Running | null = null
  let first_ms: number | null = null

  const exit = (code: number) => process.exit(code)
  const stop = async () => {
    const late = setTimeout(() => {
      log.warn({ event: 'origin.stop_cut_short' }, 'stopping took too long and was cut short')
      running?.kill()
      exit(exitCode.ok)
    }, STOP_DEADLINE_MS)
    late.unref()
    await running?.stop()
    log.info({ event: 'origin.stopped' }, 'stopped')
    exit(exitCode.ok)
  }
  const onSignal = (name: NodeJS.Signals) => {
    if (first_ms === null) {
      first_ms = performance.now()
      log.info({ event: 'origin.stopping', signal: name }, `stopping, because of ${name}; a second one stops at once`)
      stopping.abort()
      if (running !== null) void stop()
    } else if (performance.now() - first_ms > SAME_SIGNAL_MS) {
      running?.kill()
      exit(exitCode.ok)
    }
  }
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, onSignal)
  const onUnforeseen = (error: unknown) => {
    log.fatal(
      { event: 'origin.crashed', err: error },
      `the origin failed unexpectedly: ${failureText(error).trimEnd()}`,
    )
    exit(exitCode.failed)
  }
  process.on('uncaughtException', onUnforeseen)
  process.on('unhandledRejection', onUnforeseen)

  try {
    running = await program.start(stopping.signal)
  } catch (error) {
    // Everything that was open is closed again by whoever opened it.
    if (stopping.signal.aborted) exit(exitCode.ok)
    throw error
  }
  if (stopping.signal.aborted) await stop()
  else program.onReady(running)
}
