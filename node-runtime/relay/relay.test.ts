import { once } from 'node:events'
import { afterEach, describe, expect, test } from 'vitest'
import { StreamNotFoundError } from '../media/stream-errors.ts'
import { endAll, never, path, publish, sourceOf, startNode, startPair, startProxy, watch } from './relay-test-nodes.ts'

afterEach(endAll)

describe('a stream that another node publishes', () => {
  test('is pulled once for a hundred viewers who come at the same moment (row 13)', async () => {
    const { a, b } = await startPair()
    const { stream } = publish(a)
    b.located.answers = [sourceOf(a, stream)]
    const streams = await Promise.all(Array.from({ length: 100 }, () => b.resolver.resolve(path, never)))
    expect(new Set(streams).size).toBe(1)
    const viewers = streams.map(watch)
    await Promise.all(viewers.map(({ sees, frames }) => sees(() => frames.length >= 3)))
    expect(a.source.pulls).toBe(1)
    expect(stream.relays).toBe(1)
    expect(b.located.asked).toHaveLength(1)
    for (const { frames } of viewers) expect((frames[0] ?? -1) % 10).toBe(0)
    const [relay] = b.resolver.list()
    expect(relay).toMatchObject({
      state: 'active',
      subscribers: 100,
      source_node_id: a.node_id,
      dest_node_id: b.node_id,
    })
  })

  test('goes on without a missing or repeated frame after its connection was cut', async () => {
    const { a, b } = await startPair()
    const { stream } = publish(a, { frame: 0, keyframe_every: 200 })
    const proxy = await startProxy(a.peer)
    b.located.answers = [sourceOf(a, stream, proxy.port)]
    const viewer = watch(await b.resolver.resolve(path, never))
    for (let connections = 1; connections <= 3; connections += 1) {
      await viewer.sees(() => proxy.state.connections === connections)
      const seen = viewer.frames.length
      await viewer.sees(() => viewer.frames.length > seen + 5)
      proxy.cut()
    }
    await viewer.sees(() => proxy.state.connections === 4)
    const seen = viewer.frames.length
    await viewer.sees(() => viewer.frames.length > seen + 25)
    const first = viewer.frames[0] ?? 0
    expect(viewer.frames).toEqual(viewer.frames.map((_, place) => first + place))
  })

  test('plays on at a keyframe when it is published again elsewhere, and its viewers stay (row 12)', async () => {
    const { a, b } = await startPair({ policy: { retry_attempts: 20 } })
    const c = await startNode('c')
    c.peers.set(b.peer)
    const proxy = await startProxy(a.peer)
    const first = publish(a)
    b.located.answers = [sourceOf(a, first.stream, proxy.port)]
    const viewer = watch(await b.resolver.resolve(path, never))
    await viewer.sees(() => viewer.frames.length > 15)
    b.located.answers = [{ source: null, reason: 'its node is out of reach' }]
    a.drain.reason = 'gone'
    proxy.cut()
    const second = publish(c, { frame: 10_001 })
    b.located.answers = [sourceOf(c, second.stream)]
    await viewer.sees(() => viewer.frames.some((frame) => frame >= 10_000))
    expect((viewer.frames.find((frame) => frame >= 10_000) ?? 1) % 10).toBe(0)
    expect(b.located.asked.flat()).toContain(a.node_id)
    expect(b.resolver.list()).toMatchObject([
      { state: 'active', source_node_id: c.node_id, session_id: second.stream.session_id },
    ])
  })

  test('ends for its viewers at once when the publisher stops, with the reason', async () => {
    const { a, b } = await startPair()
    const { stream } = publish(a)
    b.located.answers = [sourceOf(a, stream)]
    const viewer = watch(await b.resolver.resolve(path, never))
    await viewer.sees(() => viewer.frames.length > 3)
    stream.end('The publisher stopped.')
    expect(await viewer.ended).toMatchObject({ code: 'stream_ended', message: 'The publisher stopped.' })
    expect(b.resolver.list()).toEqual([])
  })

  test('ends for its viewers when no source can be had again', async () => {
    const { a, b } = await startPair()
    const { stream } = publish(a)
    const proxy = await startProxy(a.peer)
    b.located.answers = [sourceOf(a, stream, proxy.port), { source: null, reason: 'its node is out of reach' }]
    const viewer = watch(await b.resolver.resolve(path, never))
    await viewer.sees(() => viewer.frames.length > 3)
    proxy.cut()
    expect(await viewer.ended).toMatchObject({ code: 'stream_ended', message: 'its node is out of reach' })
    await expect(b.resolver.resolve(path, never)).rejects.toThrow('its node is out of reach')
  })

  test('is released after its last viewer, but not when another comes in time (row 14)', async () => {
    const { a, b } = await startPair({ policy: { release_delay_ms: 300 } })
    const { stream } = publish(a)
    b.located.answers = [sourceOf(a, stream)]
    const first = watch(await b.resolver.resolve(path, never))
    await first.sees(() => first.frames.length > 0)
    first.subscription.detach()
    expect(b.resolver.list()).toMatchObject([{ state: 'idle' }])
    const second = watch(await b.resolver.resolve(path, never))
    expect(b.resolver.list()).toMatchObject([{ state: 'active' }])
    expect(b.located.asked).toHaveLength(1)
    const ended = once(stream.ended, 'abort')
    second.subscription.detach()
    const gone = Promise.withResolvers<void>()
    a.directory.on('subscribers', (changed) => {
      if (changed.relays === 0) gone.resolve()
    })
    await gone.promise
    expect(b.resolver.list()).toEqual([])
    stream.end('done')
    await ended
  })

  test('never breaks for a viewer who joins while it is released, and none is left over (M-5)', async () => {
    const { a, b } = await startPair({ policy: { release_delay_ms: 15 } })
    const { stream } = publish(a)
    b.located.answers = [sourceOf(a, stream)]
    for (let join = 0; join < 60; join += 1) {
      const viewer = watch(await b.resolver.resolve(path, never))
      await viewer.sees(() => viewer.frames.length > 0)
      expect((viewer.frames[0] ?? -1) % 10).toBe(0)
      viewer.subscription.detach()
      // From well before to well behind the moment of its release.
      await new Promise((resolve) => setTimeout(resolve, join % 30))
    }
    expect(b.located.asked.length).toBeGreaterThan(1)
    while (a.source.pulls > 0 || b.resolver.list().length > 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(b.resolver.leaked).toBe(0)
    expect(stream.relays).toBe(0)
  })

  test('is looked for elsewhere when its source falls silent', async () => {
    const { a, b } = await startPair({ silence_limit_ms: 300, policy: { retry_attempts: 20 } })
    const { stream } = publish(a)
    const proxy = await startProxy(a.peer)
    b.located.answers = [sourceOf(a, stream, proxy.port)]
    const viewer = watch(await b.resolver.resolve(path, never))
    await viewer.sees(() => viewer.frames.length > 3)
    proxy.state.frozen = true
    b.located.answers = [sourceOf(a, stream)]
    const seen = viewer.frames.length
    await viewer.sees(() => viewer.frames.length > seen + 5)
    expect(a.source.pulls).toBeGreaterThan(0)
  })

  test('is not held for dead while it only pauses: the source says that it is there', async () => {
    const { a, b } = await startPair({ silence_limit_ms: 300 })
    const { stream, silence } = publish(a)
    const proxy = await startProxy(a.peer)
    b.located.answers = [sourceOf(a, stream, proxy.port)]
    const viewer = watch(await b.resolver.resolve(path, never))
    await viewer.sees(() => viewer.frames.length > 3)
    silence()
    await new Promise((resolve) => setTimeout(resolve, 900))
    expect(proxy.state.connections).toBe(1)
    expect(b.resolver.list()).toMatchObject([{ state: 'active' }])
  })
})

describe('a stream that cannot be had', () => {
  test('is refused with the reason of the origin, which a rush of viewers asks once', async () => {
    const { b } = await startPair()
    b.located.answers = [{ source: null, reason: 'nobody publishes live/test' }]
    const refusals = await Promise.allSettled(Array.from({ length: 50 }, () => b.resolver.resolve(path, never)))
    for (const refusal of refusals) {
      expect(refusal).toMatchObject({
        status: 'rejected',
        reason: new StreamNotFoundError(path, 'nobody publishes live/test'),
      })
    }
    await expect(b.resolver.resolve(path, never)).rejects.toThrow('nobody publishes live/test')
    expect(b.located.asked).toHaveLength(1)
  })

  test('is given up when the last viewer who waited for it leaves', async () => {
    const { a, b } = await startPair()
    const { stream } = publish(a)
    const proxy = await startProxy(a.peer)
    proxy.state.frozen = true
    b.located.answers = [sourceOf(a, stream, proxy.port)]
    const leaving = [new AbortController(), new AbortController()]
    const waiting = leaving.map(({ signal }) => b.resolver.resolve(path, signal))
    for (const viewer of leaving) viewer.abort(new Error('the viewer left'))
    for (const viewer of waiting) await expect(viewer).rejects.toThrow('the viewer left')
    expect(b.resolver.list()).toEqual([])
  })

  test('is the one of a publisher who came to this very node meanwhile', async () => {
    const { a, b } = await startPair()
    const { stream } = publish(a)
    const proxy = await startProxy(a.peer)
    proxy.state.frozen = true
    b.located.answers = [sourceOf(a, stream, proxy.port)]
    const waiting = b.resolver.resolve(path, never)
    const local = publish(b)
    expect(await waiting).toBe(local.stream)
    expect(b.resolver.list()).toEqual([])
  })
})
