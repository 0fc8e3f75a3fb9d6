import type { Socket } from 'node:net'

/**
 * What is used here of the TCP handle behind a socket. It is Node's own, not documented (lib/internal/stream_base_commons.js,
 * src/stream_base.cc); where it looks different, {@link streamHandleOf} gives none and sockets are written to as usual.
 */
export interface StreamHandle {
  /** Tries a write at once; what the kernel does not take is queued in libuv under `request`. Returns 0 or a libuv error. */
  writeBuffer(request: WriteRequest, buffer: Buffer): number
}

/** Belongs to one write that was queued. A request whose write was taken at once was not used and serves the next. */
interface WriteRequest {
  oncomplete: () => void
  /** Keeps the memory alive until libuv has written it. */
  buffer: Buffer
}

interface StreamBinding {
  readonly WriteWrap: new () => WriteRequest
  readonly streamBaseState: Int32Array
  readonly kLastWriteWasAsync: number
}

const binding = loadBinding()
let request: WriteRequest | null = binding ? new binding.WriteWrap() : null

/** What became of a buffer: the kernel has all of it; some of it is queued in libuv; the connection is broken. */
export type KernelWrite = 'taken' | 'queued' | 'failed'

/** The handle of a plain TCP socket; null for TLS, for a closed socket, and where the runtime has no such handle. */
export function streamHandleOf(socket: Socket): StreamHandle | null {
  if (!binding || 'encrypted' in socket) return null
  const handle: unknown = Reflect.get(socket, '_handle')
  return isStreamHandle(handle) ? handle : null
}

/**
 * Writes a whole buffer to a TCP socket past `stream.Writable`: one call into libuv, and no request, callback or tick for each. In a fan-out to
 * thousands of sockets those are most of what is not the kernel's (docs/decisions/0017-writes-past-the-stream.md). What is queued goes out in its
 * order with whatever the socket itself writes, because libuv keeps one queue for both.
 *
 * @param onTaken called once if the buffer was queued, when it no longer is
 */
export function writeToKernel(handle: StreamHandle, buffer: Buffer, onTaken: () => void): KernelWrite {
  if (!binding || !request) return 'failed'
  if (handle.writeBuffer(request, buffer) !== 0) return 'failed'
  if (binding.streamBaseState[binding.kLastWriteWasAsync] === 0) return 'taken'
  request.buffer = buffer
  request.oncomplete = onTaken
  request = new binding.WriteWrap()
  return 'queued'
}

function isStreamHandle(handle: unknown): handle is StreamHandle {
  return (
    typeof handle === 'object' && handle !== null && 'writeBuffer' in handle && typeof handle.writeBuffer === 'function'
  )
}

function loadBinding(): StreamBinding | null {
  const load: unknown = Reflect.get(process, 'binding')
  if (typeof load !== 'function') return null
  try {
    const loaded: unknown = load.call(process, 'stream_wrap')
    return isStreamBinding(loaded) ? loaded : null
  } catch (error) {
    // A runtime that knows no such binding; anything thrown means the same.
    if (error instanceof Error) return null
    throw error
  }
}

function isStreamBinding(loaded: unknown): loaded is StreamBinding {
  return (
    typeof loaded === 'object' &&
    loaded !== null &&
    'WriteWrap' in loaded &&
    typeof loaded.WriteWrap === 'function' &&
    'streamBaseState' in loaded &&
    loaded.streamBaseState instanceof Int32Array &&
    'kLastWriteWasAsync' in loaded &&
    typeof loaded.kLastWriteWasAsync === 'number'
  )
}
