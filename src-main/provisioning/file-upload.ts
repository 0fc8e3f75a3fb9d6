import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { posix } from 'node:path'
import { Readable } from 'node:stream'
import { shellWord } from './read-script.ts'
import type { ScriptRunner } from './script-runner.ts'
import { SshError } from './ssh-errors.ts'

/** A file on its way to a box. */
export interface Upload {
  /** All of it, or a stream of it from an offset (bytes) on, best in chunks of about a MiB. It must be the same each time. */
  readonly source: Uint8Array | string | ((offset: number) => Readable)
  /** How long it is; needed for a stream. */
  readonly bytes?: number
  /** Of all of it, in hexadecimal; where it is not known, the source is read once more to find out. */
  readonly sha256?: string
  /** Where it is to be, absolute; its folder must be there. */
  readonly path: string
  /** Such as 0o600. Until it is in its place, nobody but its owner may read it, whatever this says. */
  readonly mode: number
  /** `user:group`; needs `as_root`. */
  readonly owner?: string
  readonly as_root?: boolean
  /** How much has arrived of how much; begins above zero where an upload is gone on with. */
  readonly onProgress?: (done_bytes: number, total_bytes: number) => void
  /** Default: what a line of 100 kB/s needs, and a minute. */
  readonly timeout_ms?: number
}

const BLOCK = 1024 * 1024

/** A file of this machine as an {@link Upload.source}: in pieces so large that a busy machine spends its time sending, not switching. */
export function fromFile(path: string): (offset: number) => Readable {
  return (start) => createReadStream(path, { start, highWaterMark: BLOCK })
}
const MOST_AT_ONCE = 64 * 1024

/** As {@link Upload}, all of it known. */
interface KnownUpload {
  readonly file: Upload
  readonly bytes: number
  readonly sha256: string
  /** Where it lies until it is whole. By its content: what is left there of another file is never gone on with. */
  readonly partial: string
  readonly open: (offset: number) => Readable
}

/**
 * Writes a file to a box; see `Box.upload`. Each block is written at its own place, not appended: what an older connection still
 * delivers after it was given up is then the same bytes at the same place.
 */
export async function uploadFile(box: ScriptRunner, file: Upload, signal: AbortSignal): Promise<void> {
  const known = await describe(file)
  const there = await sizeOf(box, known, signal)
  const offset = there >= known.bytes ? 0 : Math.floor(there / BLOCK) * BLOCK
  if (there < known.bytes || there === 0) await send(box, known, offset, signal)
  const first = await putInPlace(box, known, signal)
  if (first.state === 'done') return
  // What was gone on with may be damaged (a power cut leaves zeros at the end): all of it once more.
  if (there > 0 && first.state === 'damaged') {
    await send(box, known, 0, signal)
    const second = await putInPlace(box, known, signal)
    if (second.state === 'done') return
  }
  throw failed(box, file, first.state === 'refused' ? first.said : 'what arrived is not what was sent')
}

async function describe(file: Upload): Promise<KnownUpload> {
  const { source } = file
  const all = typeof source === 'string' ? Buffer.from(source, 'utf8') : source instanceof Uint8Array ? source : null
  const bytes = all?.length ?? file.bytes
  if (bytes === undefined) throw new TypeError('an upload from a stream needs its length')
  const open = typeof source === 'function' ? source : (offset: number) => chunksOf(Buffer.from(all ?? []), offset)
  const sha256 = file.sha256 ?? (await hashOf(open(0)))
  const partial = posix.join(
    posix.dirname(file.path),
    `.${posix.basename(file.path).replace(/^\./, '')}.${sha256.slice(0, 16)}.part`,
  )
  return { file, bytes, sha256, partial, open }
}

function chunksOf(all: Buffer, offset: number): Readable {
  const chunks: Buffer[] = []
  for (let at = offset; at < all.length; at += MOST_AT_ONCE) chunks.push(all.subarray(at, at + MOST_AT_ONCE))
  return Readable.from(chunks, { objectMode: false })
}

async function hashOf(stream: Readable): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of stream) hash.update(chunk)
  return hash.digest('hex')
}

/** Length of what an earlier upload of the same content left; 0: nothing. */
async function sizeOf(box: ScriptRunner, { file, partial }: KnownUpload, signal: AbortSignal): Promise<number> {
  const word = shellWord(partial)
  const script = `[ -f ${word} ] && [ ! -L ${word} ] && wc -c < ${word}`
  const { stdout } = await box.runBytes(script, file.as_root ?? false, {}, signal)
  return Number.parseInt(stdout.toString('utf8'), 10) || 0
}

async function send(box: ScriptRunner, known: KnownUpload, offset: number, signal: AbortSignal): Promise<void> {
  const { file, bytes, partial, open } = known
  const word = shellWord(partial)
  // A name that is a link would lead the bytes elsewhere; a new file belongs to nobody but its owner from its first byte on.
  const fresh = offset === 0 ? `rm -f -- ${word} && ` : ''
  const script = `LC_ALL=C; export LC_ALL; umask 077; ${fresh}exec dd of=${word} bs=${BLOCK} seek=${offset / BLOCK} conv=notrunc status=none`
  const counted = Readable.from(counting(open(offset), offset, bytes, file.onProgress), { objectMode: false })
  const timeout_ms = file.timeout_ms ?? 60_000 + Math.ceil(bytes / 100)
  const { stderr, exit_code } = await box.runBytes(
    script,
    file.as_root ?? false,
    { stdin: counted, timeout_ms },
    signal,
  )
  if (exit_code !== 0) throw failed(box, file, lastLine(stderr))
}

async function* counting(
  source: Readable,
  offset: number,
  total: number,
  onProgress: Upload['onProgress'],
): AsyncGenerator<Buffer> {
  let done = offset
  onProgress?.(done, total)
  for await (const chunk of source) {
    // Asked for the next one, the channel has room again: this one is on its way.
    yield chunk as Buffer
    done += (chunk as Buffer).length
    onProgress?.(Math.min(done, total), total)
  }
}

type Placed = { readonly state: 'done' | 'damaged' } | { readonly state: 'refused'; readonly said: string }

const DAMAGED = 45

async function putInPlace(
  box: ScriptRunner,
  { file, bytes, sha256, partial }: KnownUpload,
  signal: AbortSignal,
): Promise<Placed> {
  const part = shellWord(partial)
  const path = shellWord(file.path)
  const script = [
    'LC_ALL=C; export LC_ALL',
    `sum=$(sha256sum < ${part}) || exit 1`,
    `[ "\${sum%% *}" = ${sha256} ] || { rm -f -- ${part}; exit ${DAMAGED}; }`,
    ...(file.owner === undefined ? [] : [`chown -- ${shellWord(file.owner)} ${part} || exit 1`]),
    `chmod ${file.mode.toString(8)} ${part} || exit 1`,
    // What configures a node must outlast a power cut; what is large is looked at anew, and would wait long for a slow disk.
    ...(bytes <= BLOCK ? [`sync ${part} 2>/dev/null || :`] : []),
    `[ ! -d ${path} ] || { echo 'a folder is in its place' >&2; exit 1; }`,
    `mv -f -- ${part} ${path}`,
  ].join('\n')
  const options = { timeout_ms: file.timeout_ms ?? 120_000 }
  const { stderr, exit_code } = await box.runBytes(script, file.as_root ?? false, options, signal)
  if (exit_code === 0) return { state: 'done' }
  return exit_code === DAMAGED ? { state: 'damaged' } : { state: 'refused', said: lastLine(stderr) }
}

function lastLine(stderr: Buffer): string {
  return stderr.toString('utf8').trim().split('\n').at(-1)?.slice(0, 300) ?? ''
}

function failed(box: ScriptRunner, { path }: Upload, said: string): SshError {
  const full = /no space left|quota/i.test(said)
  return new SshError(
    'ssh_upload_failed',
    `${path} could not be written on ${box.host}${said === '' ? '.' : `: ${said}`}`,
    full
      ? 'Make room on that disk (df -h), then go on: what has arrived is kept.'
      : 'Look at the folder and its rights on the box, then go on.',
    { path, raw: said },
  )
}
