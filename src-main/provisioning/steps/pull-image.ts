import type { Readable } from 'node:stream'
import type Docker from 'dockerode'
import { say } from '#contract/sentence.ts'
import { StepError } from '../runs/run-error.ts'
import type { StepContext } from '../runs/step.ts'
import { LineSplitter, orAborted } from '../ssh-command.ts'

/** One line of what an engine says while it pulls (Docker API, `POST /images/create`). Pure. */
export function readPullLine(line: string): {
  readonly layer: string | null
  readonly done: number
  readonly total: number
  readonly error: string | null
} {
  const nothing = { layer: null, done: 0, total: 0, error: null }
  let said: unknown
  try {
    said = JSON.parse(line)
  } catch {
    return nothing
  }
  if (typeof said !== 'object' || said === null) return nothing
  const { id, error, status, progressDetail } = said as Record<string, unknown>
  if (typeof error === 'string') return { ...nothing, error: error.slice(0, 500) }
  const { current, total } = (progressDetail ?? {}) as Record<string, unknown>
  if (status !== 'Downloading' || typeof id !== 'string' || typeof current !== 'number' || typeof total !== 'number')
    return nothing
  return { layer: id, done: current, total, error: null }
}

/** Has the box's engine pull an image from a registry. @throws {StepError} pull_failed with what the engine said */
export async function pullImage(
  { box, log, progress }: StepContext,
  docker: Docker,
  reference: string,
  signal: AbortSignal,
): Promise<void> {
  log(`${reference} is pulled by the box itself.`)
  const layers = new Map<string, { done: number; total: number }>()
  let failure: string | null = null
  const lines = new LineSplitter((line) => {
    const { layer, done, total, error } = readPullLine(line)
    failure ??= error
    if (layer === null) return
    layers.set(layer, { done, total })
    const sum = (key: 'done' | 'total') => [...layers.values()].reduce((all, one) => all + one[key], 0)
    progress({ done: sum('done'), total: sum('total'), unit: 'bytes' })
  })
  try {
    const answer = (await orAborted(docker.pull(reference), signal)) as Readable
    const abort = () => answer.destroy()
    signal.addEventListener('abort', abort, { once: true })
    try {
      for await (const chunk of answer) lines.take(chunk as Buffer)
    } finally {
      signal.removeEventListener('abort', abort)
    }
    lines.end()
  } catch (error) {
    signal.throwIfAborted()
    if (box.lost.aborted) throw box.lost.reason
    failure = error instanceof Error ? error.message : String(error)
  }
  if (failure === null) return
  throw new StepError(
    'pull_failed',
    say`${box.host} could not pull ${reference}: ${failure}`,
    say`See that the box reaches the registry, and may read there (docker login on the box). Or leave the image out, and this origin brings its own.`,
    { output: [failure] },
  )
}
