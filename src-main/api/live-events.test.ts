import { once } from 'node:events'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type LiveEvent, liveEventSchema } from '#contract/live-event.ts'
import { nodeNamed, openApi } from './api-fixture.ts'
import { LiveEventHub, type LiveEventSink } from './live-event-hub.ts'

interface Heard {
  readonly id: string | null
  readonly event: LiveEvent
}

/** Reads an event stream as a browser's EventSource does. */
async function listen(url: string, headers: Record<string, string>) {
  const stopped = new AbortController()
  const response = await fetch(`${url}/api/v1/events`, { headers, signal: stopped.signal })
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const heard: Heard[] = []
  const done = (async () => {
    let text = ''
    const decoder = new TextDecoder()
    for await (const part of response.body ?? []) {
      text += decoder.decode(part as Uint8Array, { stream: true })
      const messages = text.split('\n\n')
      text = messages.pop() ?? ''
      for (const message of messages) {
        const data = /^data: (.*)$/m.exec(message)?.[1]
        if (data === undefined) continue
        heard.push({ id: /^id: (.*)$/m.exec(message)?.[1] ?? null, event: liveEventSchema.parse(JSON.parse(data)) })
      }
    }
  })().catch(() => undefined)
  return {
    heard,
    done,
    stop: () => stopped.abort(),
    async until(holds: (said: readonly Heard[]) => boolean) {
      const end = performance.now() + 5_000
      while (!holds(heard)) {
        if (performance.now() > end) throw new Error(`not heard within 5 s; heard ${JSON.stringify(heard.slice(-5))}`)
        await sleep(5)
      }
    },
  }
}

const types = (heard: readonly Heard[]) => heard.map(({ event }) => event.type).filter((type) => type !== 'alive')
const names = (heard: readonly Heard[]) =>
  heard.flatMap(({ event }) => (event.type === 'node' ? [event.node.name] : []))

describe('the event stream', () => {
  test('begins with a reset, says what changes, and that the origin is alive', async () => {
    await using api = await openApi()
    const client = await listen(api.url, { cookie: api.cookie() })
    await client.until((heard) => heard.length > 0)
    expect(client.heard[0]?.event).toEqual({ type: 'reset' })
    api.features.events.publish({ type: 'node', node: nodeNamed('edge-1') })
    await client.until((heard) => names(heard).length === 1)
    await client.until((heard) => heard.filter(({ event }) => event.type === 'alive').length >= 3)
    expect(types(client.heard)).toEqual(['reset', 'node'])
    client.stop()
  })

  test('gives a client that comes back what it missed, and nothing twice', async () => {
    await using api = await openApi()
    const headers = { authorization: `Bearer ${api.key}` }
    const first = await listen(api.url, headers)
    api.features.events.publish({ type: 'node', node: nodeNamed('a') })
    await first.until((heard) => names(heard).length === 1)
    first.stop()
    await first.done
    api.features.events.publish({ type: 'stream_removed', stream_path: 'live/a' as never })
    api.features.events.publish({ type: 'stream_removed', stream_path: 'live/b' as never })
    const last = first.heard.findLast(({ id }) => id !== null)?.id ?? ''
    const second = await listen(api.url, { ...headers, 'last-event-id': last })
    await second.until((heard) => types(heard).length >= 2)
    expect(types(second.heard)).toEqual(['stream_removed', 'stream_removed'])
    const from_reset = await listen(api.url, { ...headers, 'last-event-id': first.heard[0]?.id ?? '' })
    await from_reset.until((heard) => types(heard).length >= 3)
    expect(types(from_reset.heard)).toEqual(['node', 'stream_removed', 'stream_removed'])
    second.stop()
    from_reset.stop()
  })

  test('tells a client that was away for too long, or knew another run, to read all anew', async () => {
    await using api = await openApi()
    const headers = { authorization: `Bearer ${api.key}` }
    const first = await listen(api.url, headers)
    await first.until((heard) => heard.length > 0)
    first.stop()
    for (let n = 0; n < 30; n += 1)
      api.features.events.publish({ type: 'stream_removed', stream_path: `live/${n}` as never })
    for (const id of [first.heard[0]?.id ?? '', '00000000-1', 'nonsense', `${first.heard[0]?.id?.split('-')[0]}-999`]) {
      const client = await listen(api.url, { ...headers, 'last-event-id': id })
      await client.until((heard) => heard.some(({ event }) => event.type === 'alive'))
      expect([id, types(client.heard)]).toEqual([id, ['reset']])
      client.stop()
    }
  })

  test('ends when the origin stops', async () => {
    const api = await openApi()
    const client = await listen(api.url, { authorization: `Bearer ${api.key}` })
    await api.stop()
    await client.done
    await api[Symbol.asyncDispose]()
  })

  test('drops a client that does not read, while others hear on', async () => {
    await using api = await openApi({ features: { events: new LiveEventHub({ max_backlog_bytes: 64 * 1024 }) } })
    const { events } = api.features
    const slow = net.connect(api.port, '127.0.0.1')
    slow.write(`GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${api.key}\r\n\r\n`)
    slow.on('error', () => undefined)
    await once(slow, 'readable')
    const reader = await listen(api.url, { authorization: `Bearer ${api.key}` })
    expect(events.clients).toBe(2)
    const message = 'x'.repeat(16_000)
    for (let n = 1; n <= 2_000 && events.clients === 2; n += 1) {
      const activity = { id: n, at: '2026-11-21T07:30:00.000Z', type: 't', severity: 'info', actor: 'origin' } as const
      events.publish({
        type: 'activity',
        activity: { ...activity, node_id: null, stream_path: null, message, data: {} },
      })
      await reader.until((heard) => types(heard).length >= n + 1)
    }
    expect(events.clients).toBe(1)
    slow.destroy()
    reader.stop()
  })
})

describe('the event hub', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  function sink() {
    const written: string[] = []
    const client: LiveEventSink = {
      write: (text) => written.push(text),
      backlog_bytes: () => 0,
      end: () => written.push('end'),
      drop: () => written.push('drop'),
    }
    return { client, names: () => written.flatMap((text) => /"name":"([^"]+)"/.exec(text)?.[1] ?? []), written }
  }

  test('lets the first message of a node through at once, and of the next only the newest', () => {
    vi.useFakeTimers()
    const hub = new LiveEventHub({ coalesce_ms: 40 })
    const { client, names } = sink()
    hub.connect(client, null)
    for (let n = 1; n <= 100; n += 1) hub.publish({ type: 'node', node: nodeNamed(`v${n}`) })
    expect(names()).toEqual(['v1'])
    vi.advanceTimersByTime(40)
    expect(names()).toEqual(['v1', 'v100'])
    hub.publish({ type: 'node', node: nodeNamed('v101') })
    expect(names()).toEqual(['v1', 'v100'])
    vi.advanceTimersByTime(40)
    expect(names()).toEqual(['v1', 'v100', 'v101'])
    hub.stop()
  })

  test('never shows a node again that was removed', () => {
    vi.useFakeTimers()
    const hub = new LiveEventHub({ coalesce_ms: 20 })
    const { client, names, written } = sink()
    hub.connect(client, null)
    hub.publish({ type: 'node', node: nodeNamed('v1') })
    hub.publish({ type: 'node', node: nodeNamed('v2') })
    hub.publish({ type: 'node_removed', node_id: nodeNamed('v2').id })
    vi.advanceTimersByTime(40)
    expect(names()).toEqual(['v1'])
    expect(written.at(-1)).toContain('node_removed')
    hub.stop()
    expect(written.at(-1)).toBe('end')
  })
})
