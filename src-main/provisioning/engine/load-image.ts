import { type Readable, Transform } from 'node:stream'
import type Docker from 'dockerode'
import { LineSplitter, orAborted } from '../ssh-command.ts'

/** What came of loading an archive. */
export interface LoadedImages {
  /** References and ids that the engine said it loaded, such as `headwater/node:1.2.3` or `sha256:...`. */
  readonly loaded: readonly string[]
}

/** The engine took the archive and could not make an image of it. */
export class ImageLoadError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ImageLoadError'
  }
}

/** The engine may think about an archive for this long without taking or saying anything: a slow disk. */
const SILENCE_MS = 180_000

/**
 * Loads a docker archive into the engine as it is read, no faster than the engine takes it. The engine answers 200 at once and tells of
 * failures in its stream of JSON lines (Docker API, `POST /images/load`).
 * @param onProgress told how many bytes the engine has taken
 * @throws {ImageLoadError} with what the engine said; the connection's error; the signal's reason
 */
export async function loadImage(
  docker: Docker,
  archive: Readable,
  onProgress: (done_bytes: number) => void,
  signal: AbortSignal,
): Promise<LoadedImages> {
  const given_up = new AbortController()
  const ended = AbortSignal.any([signal, given_up.signal])
  const silent = () =>
    given_up.abort(new ImageLoadError('The engine said nothing for three minutes while it loaded the image.'))
  let silence = setTimeout(silent, SILENCE_MS)
  const heard = () => {
    clearTimeout(silence)
    silence = setTimeout(silent, SILENCE_MS)
  }
  let done = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      done += chunk.length
      heard()
      onProgress(done)
      next(null, chunk)
    },
  })
  archive.on('error', (error) => counted.destroy(error))
  archive.pipe(counted)
  try {
    const loading = docker.loadImage(counted, { quiet: true, abortSignal: ended } as object)
    loading.catch(() => undefined)
    const answer = (await orAborted(loading, ended)) as Readable
    const loaded: string[] = []
    let failure: string | null = null
    const lines = new LineSplitter((line) => {
      const said = readLoadLine(line)
      if (said.error !== null) failure ??= said.error
      if (said.loaded !== null) loaded.push(said.loaded)
    })
    const read = (async () => {
      for await (const chunk of answer) {
        heard()
        lines.take(chunk as Buffer)
      }
      lines.end()
    })()
    read.catch(() => undefined)
    await orAborted(read, ended).finally(() => answer.destroy())
    if (failure !== null) throw new ImageLoadError(`The engine could not load the image: ${failure}`)
    return { loaded }
  } catch (error) {
    ended.throwIfAborted()
    throw error
  } finally {
    clearTimeout(silence)
    archive.unpipe(counted)
    archive.destroy()
    counted.destroy()
  }
}

/** Reads one line of the answer: `{"stream":"Loaded image: x\n"}`, `{"error":"..."}`, or progress that says neither. */
export function readLoadLine(line: string): { readonly loaded: string | null; readonly error: string | null } {
  const nothing = { loaded: null, error: null }
  if (line.trim() === '') return nothing
  let said: unknown
  try {
    said = JSON.parse(line)
  } catch (error) {
    // A line that was cut, or words of a proxy in between: neither is a failure by itself.
    if (error instanceof SyntaxError) return nothing
    throw error
  }
  if (typeof said !== 'object' || said === null) return nothing
  const { stream, error, errorDetail } = said as Record<string, unknown>
  const detail = (errorDetail as { message?: unknown } | undefined)?.message
  if (typeof error === 'string' || typeof detail === 'string') {
    return { loaded: null, error: String(detail ?? error).slice(0, 500) }
  }
  const [, loaded] = /^Loaded image(?: ID)?: (\S+)/.exec(typeof stream === 'string' ? stream : '') ?? []
  return { loaded: loaded ?? null, error: null }
}
