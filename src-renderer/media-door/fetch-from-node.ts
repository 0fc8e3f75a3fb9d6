import type { DoorReply, DoorRequest, DoorWord } from './door-words.ts'

interface NodeFetch {
  readonly signal: AbortSignal
  readonly cache?: RequestCache
}

/** Statuses whose answers have no body (Fetch, 2.2.3). */
const WITHOUT_BODY = new Set([204, 205, 304])

let door: Worker | null = null

/** The door, opened when it is first needed; it stays open with the page. */
function openDoor(): Worker {
  if (door !== null) return door
  const opened = new Worker(new URL('./media-door.ts', import.meta.url), { type: 'module', name: 'media-door' })
  opened.addEventListener('error', () => {
    // Its script did not come, the origin was away: the next one opens it anew.
    if (door === opened) door = null
  })
  door = opened
  return opened
}

/**
 * Fetches from a node as `fetch` would, without cookies, a referrer or the caller's own policy in the way. Chunks are asked for one by one.
 * @throws {TypeError} as fetch does where there is no answer, also where no node of the cluster has the address
 */
export function fetchFromNode(url: string, { signal, cache = 'default' }: NodeFetch): Promise<Response> {
  const { port1: port, port2 } = new MessageChannel()
  const say = (reply: DoorReply) => port.postMessage(reply)
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  let opened: Worker | null = null
  let body: ReadableStreamDefaultController<Uint8Array> | null = null
  const end = (error: unknown) => {
    signal.removeEventListener('abort', onAbort)
    opened?.removeEventListener('error', onDown)
    reject(error)
    body?.error(error)
    body = null
    port.close()
  }
  const stop = (reason: unknown) => {
    say('stop')
    end(reason)
  }
  const onAbort = () => stop(signal.reason)
  const onDown = () => end(new TypeError('the door to the nodes does not open'))
  const stream = () =>
    new ReadableStream<Uint8Array>({
      start: (controller) => {
        body = controller
      },
      pull: () => say('more'),
      cancel: (reason) => {
        body = null
        stop(reason)
      },
    })
  port.onmessage = ({ data: word }: MessageEvent<DoorWord>) => {
    switch (word.kind) {
      case 'answer': {
        const init = {
          status: word.status,
          headers: word.headers.map(([name, value]): [string, string] => [name, value]),
        }
        const answer = new Response(WITHOUT_BODY.has(word.status) ? null : stream(), init)
        // One that is made by hand has none.
        return resolve(Object.defineProperty(answer, 'url', { value: word.url }))
      }
      case 'chunk':
        return body?.enqueue(word.bytes)
      case 'end':
        body?.close()
        body = null
        return end(null)
      case 'failed':
        return end(
          new TypeError(word.why === 'foreign' ? `no node serves ${new URL(url).host}` : 'the node gave no answer'),
        )
      default:
        throw new Error(`no such word: ${word satisfies never}`)
    }
  }
  if (signal.aborted) onAbort()
  else {
    signal.addEventListener('abort', onAbort, { once: true })
    const request: DoorRequest = { url, cache }
    opened = openDoor()
    opened.addEventListener('error', onDown, { once: true })
    opened.postMessage(request, [port2])
  }
  return promise
}
