import { afterEach, expect, test, vi } from 'vitest'
import type { DoorReply, DoorRequest, DoorWord } from './door-words.ts'

interface Asked {
  readonly request: DoorRequest
  readonly say: (word: DoorWord) => void
  readonly replies: DoorReply[]
}

/** Stands in for the worker: keeps what is asked. */
class DoorDouble extends EventTarget {
  static asked: Asked[] = []
  static opened: DoorDouble[] = []

  constructor() {
    super()
    DoorDouble.opened.push(this)
  }

  postMessage(request: DoorRequest, [port]: readonly [MessagePort]): void {
    const replies: DoorReply[] = []
    port.onmessage = ({ data }: MessageEvent<DoorReply>) => replies.push(data)
    DoorDouble.asked.push({ request, replies, say: (word) => port.postMessage(word) })
  }
}

async function asking(signal = new AbortController().signal) {
  vi.stubGlobal('Worker', DoorDouble)
  const { fetchFromNode } = await import('./fetch-from-node.ts')
  const answer = fetchFromNode('http://203.0.113.5:8080/live/a.flv', { signal })
  const asked = DoorDouble.asked.at(-1)
  if (asked === undefined) throw new Error('the door was not asked')
  return { answer, ...asked }
}

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
  DoorDouble.asked = []
  DoorDouble.opened = []
})

test('a node’s answer comes with its status and headers, and chunk by chunk as it is read', async () => {
  const { answer, say, replies, request } = await asking()
  expect(request).toEqual({ url: 'http://203.0.113.5:8080/live/a.flv', cache: 'default' })
  say({ kind: 'answer', url: 'http://node/', status: 206, headers: [['last-modified', 'today']] })
  const { status, headers, body } = await answer
  expect([status, headers.get('last-modified')]).toEqual([206, 'today'])
  const reader = body?.getReader()
  await vi.waitFor(() => expect(replies).toEqual(['more']))
  say({ kind: 'chunk', bytes: new Uint8Array([1, 2]) })
  // Nobody reads on: nothing more is asked for while this one waits.
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(replies).toEqual(['more'])
  expect((await reader?.read())?.value).toEqual(new Uint8Array([1, 2]))
  await vi.waitFor(() => expect(replies).toEqual(['more', 'more']))
  say({ kind: 'end' })
  expect((await reader?.read())?.done).toBe(true)
})

test('who does not want it any more has the door stop', async () => {
  const life = new AbortController()
  const { answer, say, replies } = await asking(life.signal)
  say({ kind: 'answer', url: 'http://node/', status: 200, headers: [] })
  const reading = (await answer).body?.getReader().read()
  life.abort(new Error('seen enough'))
  await expect(reading).rejects.toThrow('seen enough')
  await vi.waitFor(() => expect(replies).toContain('stop'))

  const other = await asking()
  other.say({ kind: 'answer', url: 'http://node/', status: 404, headers: [] })
  await (await other.answer).body?.cancel()
  await vi.waitFor(() => expect(other.replies).toContain('stop'))
})

test('where there is no node, no answer or no door, it fails as fetch does', async () => {
  const foreign = await asking()
  foreign.say({ kind: 'failed', why: 'foreign' })
  await expect(foreign.answer).rejects.toThrow(TypeError)

  const broken = await asking()
  broken.say({ kind: 'answer', url: 'http://node/', status: 200, headers: [] })
  const { body } = await broken.answer
  broken.say({ kind: 'failed', why: 'network' })
  await expect(body?.getReader().read()).rejects.toThrow(TypeError)

  const waiting = await asking()
  DoorDouble.opened.at(-1)?.dispatchEvent(new Event('error'))
  await expect(waiting.answer).rejects.toThrow('does not open')
  await asking()
  expect(DoorDouble.opened).toHaveLength(2)
})
