import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createLiveState } from './create-live-state.ts'
import type { LiveState } from './live-state.ts'

const log = pino({ level: 'silent' })
const deadline = () => AbortSignal.timeout(8_000)
const ticket = z.object({ n: z.number() })

let folder: string
const cleanups: (() => Promise<unknown> | unknown)[] = []

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'hw-live-'))
})

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  rmSync(folder, { recursive: true, force: true })
})

async function until(what: string, holds: () => boolean | Promise<boolean>, within_ms = 8_000): Promise<void> {
  const end = performance.now() + within_ms
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${within_ms} ms`)
    await sleep(10)
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  return port
}

/** A redis-server as somebody else runs it; `kill` and `start` again on the same port. */
async function startRedis(port: number, more: string[] = []) {
  const args = ['--port', String(port), '--save', '', '--bind', '127.0.0.1', '--dir', folder, ...more]
  const child = spawn('redis-server', args, {
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  const [, password] = more
  const client = new Redis({
    port,
    host: '127.0.0.1',
    ...(password === undefined ? {} : { password }),
    retryStrategy: () => 20,
    maxRetriesPerRequest: null,
  })
  client.on('error', () => undefined)
  await client.ping()
  const kill = async () => {
    client.disconnect()
    child.kill('SIGKILL')
    await ended
  }
  cleanups.push(kill)
  return { client, kill, pause: () => child.kill('SIGSTOP'), resume: () => child.kill('SIGCONT') }
}

async function open(mode: string, prefix = 'hw:test'): Promise<LiveState> {
  const live = await createLiveState({ mode, data_dir: folder, prefix, log, signal: deadline() })
  cleanups.push(() => live.stop())
  return live
}

async function modeOf(home: string): Promise<string> {
  if (home === 'memory') return 'memory'
  if (home === 'redis_managed') return 'auto'
  const port = await freePort()
  await startRedis(port)
  return `redis://127.0.0.1:${port}`
}

describe.each(['memory', 'redis_managed', 'redis_external'] as const)('live state in %s', (kind) => {
  test('says what it is kept in and that it works', async () => {
    const live = await open(await modeOf(kind))
    expect(live.status()).toMatchObject({ kind, state: 'ok' })
    expect(live.status().detail).not.toBe('')
  })

  test('a value is there at once, until it is deleted', async () => {
    const live = await open(await modeOf(kind))
    const values = live.collection({ name: 'tickets', schema: ticket, ttl_ms: 60_000 })
    values.put('a', { n: 1 })
    values.put('b', { n: 2 })
    values.put('a', { n: 3 })
    expect(values.get('a')).toEqual({ n: 3 })
    expect([...values.entries().keys()]).toEqual(['a', 'b'])
    expect(values.delete('a')).toBe(true)
    expect(values.delete('a')).toBe(false)
    expect(values.get('a')).toBeUndefined()
    await live.flush(deadline())
  })

  test('a value that nobody repeats runs out, and a repeat starts its time anew', async () => {
    const live = await open(await modeOf(kind))
    const values = live.collection({ name: 'presence', schema: ticket, ttl_ms: 600 })
    values.put('silent', { n: 1 })
    values.put('speaking', { n: 1 })
    const repeat = setInterval(() => values.put('speaking', { n: 2 }), 50)
    await until('the silent one runs out', () => values.get('silent') === undefined, 3_000)
    clearInterval(repeat)
    expect([...values.entries().keys()]).toEqual(['speaking'])
    expect(values.take('silent')).toBeUndefined()
  })

  test('of many who take a ticket at most one gets it', async () => {
    const live = await open(await modeOf(kind))
    const tickets = live.collection({ name: 'tickets', schema: ticket, ttl_ms: 60_000 })
    tickets.put('t', { n: 1 })
    const got = await Promise.all(Array.from({ length: 100 }, async () => tickets.take('t')))
    expect(got.filter((value) => value !== undefined)).toHaveLength(1)
  })

  test('a message reaches every listener of its topic, and no other', async () => {
    const live = await open(await modeOf(kind))
    const heard: unknown[] = []
    const stop = live.subscribe('news', (message) => heard.push(message))
    live.subscribe('news', () => {
      throw new Error('a listener that fails')
    })
    live.subscribe('other', () => heard.push('wrong'))
    live.publish('news', { n: 1 })
    await until('the message is heard', () => heard.length === 1)
    stop()
    live.publish('news', { n: 2 })
    await live.flush(deadline())
    expect(heard).toEqual([{ n: 1 }])
  })

  test('a lease has one holder at a time, and its number grows', async () => {
    const live = await open(await modeOf(kind))
    const first = await live.lease('sweeper', 2_000)
    expect(first).not.toBeNull()
    expect(await live.lease('sweeper', 2_000)).toBeNull()
    await first?.[Symbol.asyncDispose]()
    expect(first?.lost.aborted).toBe(true)
    const second = await live.lease('sweeper', 2_000)
    expect(second?.fencing).toBeGreaterThan(first?.fencing ?? Number.POSITIVE_INFINITY)
    await second?.[Symbol.asyncDispose]()
  })

  test('a lease is kept for longer than its time while its holder lives', async () => {
    const live = await open(await modeOf(kind))
    await using held = await live.lease('long', 600)
    await sleep(1_000)
    expect(held?.lost.aborted).toBe(false)
    expect(await live.lease('long', 600)).toBeNull()
  })

  test('flush is over at its deadline or when all is written', async () => {
    const live = await open(await modeOf(kind))
    await live.flush(deadline())
    await expect(live.flush(AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late')
  })

  test('a name that is no collection is refused', async () => {
    const live = await open('memory')
    expect(() => live.collection({ name: 'Bad:Name', schema: ticket, ttl_ms: 1 })).toThrow(RangeError)
  })
})

describe('live state in an external Redis', () => {
  test('holds every value under its prefix, with a time to live', async () => {
    const port = await freePort()
    const { client } = await startRedis(port)
    const live = await open(`redis://127.0.0.1:${port}`, 'hw:main')
    live.collection({ name: 'tickets', schema: ticket, ttl_ms: 60_000 }).put('live/test', { n: 7 })
    await live.flush(deadline())
    expect(await client.keys('*')).toEqual(['hw:main:tickets:live/test'])
    expect(await client.get('hw:main:tickets:live/test')).toBe('{"n":7}')
    expect(await client.pttl('hw:main:tickets:live/test')).toBeGreaterThan(50_000)
  })

  test('a restarted origin knows what was, and drops what has another form', async () => {
    const mode = `redis://127.0.0.1:${await freePort()}`
    const { client } = await startRedis(Number(new URL(mode).port))
    const before = await open(mode)
    before.collection({ name: 'tickets', schema: ticket, ttl_ms: 60_000 }).put('kept', { n: 1 })
    before.collection({ name: 'others', schema: z.unknown(), ttl_ms: 60_000 }).put('odd', 'text')
    await before.stop()
    const after = await open(mode)
    const tickets = after.collection({ name: 'tickets', schema: ticket, ttl_ms: 60_000 })
    expect(tickets.get('kept')).toEqual({ n: 1 })
    expect(after.collection({ name: 'others', schema: ticket, ttl_ms: 60_000 }).get('odd')).toBeUndefined()
    await after.flush(deadline())
    expect(await client.keys('*')).toEqual(['hw:test:tickets:kept'])
  })

  test('a Redis killed and back empty is written again whole, and nothing fails meanwhile', async () => {
    const port = await freePort()
    const first = await startRedis(port)
    const live = await open(`redis://127.0.0.1:${port}`)
    const states: string[] = []
    live.onStatus(({ state }) => states.push(state))
    const values = live.collection({ name: 'tickets', schema: ticket, ttl_ms: 60_000 })
    for (let n = 0; n < 1_500; n += 1) values.put(`k${n}`, { n })
    await live.flush(deadline())
    await first.kill()
    await until('degraded is shown', () => live.status().state === 'degraded', 5_000)
    expect(live.status().detail).toContain('away since')
    values.put('meanwhile', { n: -1 })
    expect(values.take('k0')).toEqual({ n: 0 })
    live.publish('news', 'lost')
    expect(await live.lease('any', 1_000)).toBeNull()
    const second = await startRedis(port)
    await until('it is ok again', () => live.status().state === 'ok', 5_000)
    await live.flush(deadline())
    expect(await second.client.dbsize()).toBe(1_500)
    expect(await second.client.get('hw:test:tickets:meanwhile')).toBe('{"n":-1}')
    expect(await second.client.exists('hw:test:tickets:k0')).toBe(0)
    expect(states).toEqual(['degraded', 'ok'])
  })

  test('a Redis that hangs is shown as degraded within 5 s', async () => {
    const port = await freePort()
    const server = await startRedis(port)
    const live = await open(`redis://127.0.0.1:${port}`)
    server.pause()
    await until('degraded is shown', () => live.status().state === 'degraded', 5_000)
    server.resume()
    await until('it is ok again', () => live.status().state === 'ok', 8_000)
  }, 20_000)

  test('a Redis that is full is shown as degraded, and written to when there is room', async () => {
    const port = await freePort()
    const { client } = await startRedis(port)
    const live = await open(`redis://127.0.0.1:${port}`)
    await client.config('SET', 'maxmemory', '1')
    live.collection({ name: 'tickets', schema: ticket, ttl_ms: 60_000 }).put('a', { n: 1 })
    await until('the refusal is shown', () => live.status().detail.includes('does not write'))
    await client.config('SET', 'maxmemory', '0')
    await live.flush(deadline())
    expect(live.status().state).toBe('ok')
  })

  test('an origin starts without its Redis, degraded, and writes all when it comes', async () => {
    const port = await freePort()
    const live = await open(`redis://127.0.0.1:${port}`)
    expect(live.status().state).toBe('degraded')
    live.collection({ name: 'tickets', schema: ticket, ttl_ms: 60_000 }).put('early', { n: 1 })
    await expect(live.flush(AbortSignal.timeout(50))).rejects.toThrow()
    const { client } = await startRedis(port)
    await live.flush(deadline())
    expect(await client.get('hw:test:tickets:early')).toBe('{"n":1}')
    expect(live.status().state).toBe('ok')
  }, 15_000)

  test('a Redis that refuses the password is shown as such, without the password', async () => {
    const port = await freePort()
    await startRedis(port, ['--requirepass', 'right'])
    const live = await open(`redis://:wrong@127.0.0.1:${port}`)
    expect(live.status()).toMatchObject({
      state: 'degraded',
      detail: expect.stringContaining('refuses the user or the password'),
    })
    expect(live.status().detail).not.toContain('wrong')
  }, 15_000)

  test('two processes hear each other, and share leases', async () => {
    const mode = `redis://127.0.0.1:${await freePort()}`
    await startRedis(Number(new URL(mode).port))
    const [one, two] = [await open(mode), await open(mode)]
    const heard: unknown[] = []
    two.subscribe('news', (message) => heard.push(message))
    await until('a message comes over', () => {
      one.publish('news', 'hello')
      return heard.length > 0
    })
    expect(heard[0]).toBe('hello')
    const held = await one.lease('one-only', 1_000)
    expect(await two.lease('one-only', 1_000)).toBeNull()
    await held?.[Symbol.asyncDispose]()
    expect(await two.lease('one-only', 1_000)).not.toBeNull()
  })

  test('a lease outlasts a Redis that forgot it, and its number never goes back', async () => {
    const port = await freePort()
    const { client } = await startRedis(port)
    const live = await open(`redis://127.0.0.1:${port}`)
    const held = await live.lease('sweeper', 1_500)
    await client.flushall()
    await until('the lease is back', async () => (await client.exists('hw:test:_lease:sweeper')) === 1)
    expect(held?.lost.aborted).toBe(false)
    await client.flushall()
    const thief = await live.lease('sweeper', 5_000)
    expect(thief?.fencing).toBeGreaterThan(held?.fencing ?? Number.POSITIVE_INFINITY)
    await until('the first holder learns it', () => held?.lost.aborted === true, 3_000)
    await thief?.[Symbol.asyncDispose]()
  })

  test('a lease is lost when its Redis is away for longer than its time', async () => {
    const port = await freePort()
    const server = await startRedis(port)
    const live = await open(`redis://127.0.0.1:${port}`)
    const held = await live.lease('fragile', 1_000)
    await server.kill()
    await until('it is lost', () => held?.lost.aborted === true, 3_000)
  })
})
