import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { loopFile } from '../flv/file-loop.ts'
import { PublishError, type PublishTarget, parsePublishUrl, RtmpPublication } from './publish-client.ts'

export interface PublishFileOptions {
  /** Path of an FLV file. */
  readonly file: string
  /** `rtmp://host[:port]/app/name` */
  readonly url: string
  /** Begin again at the end, and connect again when the connection is lost, until the signal aborts. */
  readonly loop: boolean
  readonly log: Logger
  readonly signal: AbortSignal
}

/** First and longest pause before connecting again, in ms. */
const RETRY_MIN_MS = 1_000
const RETRY_MAX_MS = 15_000
/** Being late by more than this (the machine slept) shifts what follows instead of sending it in one burst, in ms. */
const LATE_LIMIT_MS = 2_000

/**
 * Publishes an FLV file in real time; returns when it is over or the signal aborts.
 * @throws {PublishError | FlvError} what cannot be published; while looping a lost or refused connection is tried again instead
 */
export async function publishFile(options: PublishFileOptions): Promise<void> {
  const { loop, log, signal } = options
  const target = parsePublishUrl(options.url)
  // Without the stream's name, which may hold a key.
  const where = `rtmp://${target.host}:${target.port}/${target.app}`
  let failures = 0
  while (!signal.aborted) {
    try {
      await publishOnce(options, target, () => {
        failures = 0
        log.info(
          { event: 'publisher.started', url: where, file: options.file },
          `Publishing ${options.file} to ${where}`,
        )
      })
      return
    } catch (error) {
      if (signal.aborted) return
      if (!loop || !(error instanceof PublishError)) throw error
      const delay_ms = Math.round(Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** failures++) * (0.5 + Math.random() / 2))
      log.warn(
        { event: 'publisher.lost', url: where, delay_ms, reason: error.message },
        `Publishing to ${where} failed. ${error.message} Next try in ${(delay_ms / 1000).toFixed(1)} s.`,
      )
      await pause(delay_ms, signal)
    }
  }
}

async function publishOnce(options: PublishFileOptions, target: PublishTarget, onStarted: () => void): Promise<void> {
  const { file, loop, signal } = options
  const publication = await RtmpPublication.open(target, signal)
  try {
    onStarted()
    let began = performance.now()
    for await (const unit of loopFile(file, loop, signal)) {
      const early_ms = began + unit.dts_ms - performance.now()
      if (early_ms > 1) await pause(early_ms, signal)
      else if (early_ms < -LATE_LIMIT_MS) began -= early_ms
      if (signal.aborted) return
      await publication.send(unit)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    publication.close()
  }
}

/** Waits, unless the signal aborts; then it returns at once. */
async function pause(delay_ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(delay_ms, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
