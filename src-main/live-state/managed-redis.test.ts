import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createLiveState } from './create-live-state.ts'
import type { LiveState } from './live-state.ts'
import { prepareRedisFolder, writeRedisConfig } from './redis-folder.ts'
import { runsRedis, waitForAnswer } from './redis-probe.ts'

const log = pino({ level: 'silent' })
const deadline = () => AbortSignal.timeout(8_000)
const ticket = z.object({ n: z.number() })

let folder: string
const cleanups: (() => Promise<unknown> | unknown)[] = []

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'hw-redis-'))
})

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  rmSync(folder, { recursive: true, force: true })
})

async function until(what: string, holds: () => boolean, within_ms: number): Promise<void> {
  const end = performance.now() + within_ms
  while (!holds()) {
    if (performance.now() > end) throw new Error(`${what}: not within ${within_ms} ms`)
    await sleep(10)
  }
}

async function open(mode: 'auto'): Promise<LiveState> {
  const live = await createLiveState({ mode, data_dir: folder, prefix: 'hw:test', log, signal: deadline() })
  cleanups.push(() => live.stop())
  return live
}

describe('a redis-server that the origin runs itself', () => {
  const pidOf = () => Number(readFileSync(path.join(folder, 'redis', 'redis.pid'), 'utf8'))
  const runs = (pid: number) => runsRedis(pid, prepareRedisFolder(folder))
  const title = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')

  test('listens on a Unix socket only, keeps its password out of its arguments, and ends with the origin', async () => {
    const live = await open('auto')
    const pid = pidOf()
    const config = readFileSync(path.join(folder, 'redis', 'redis.conf'), 'utf8')
    const password = /requirepass "(.+)"/.exec(config)?.[1] ?? ''
    expect(config).toContain('port 0')
    expect(statSync(path.join(folder, 'redis', 'redis.conf')).mode & 0o777).toBe(0o600)
    expect(title(pid)).not.toContain(password)
    await live.stop()
    expect(runs(pid)).toBe(false)
    expect(readdirSync(path.join(folder, 'redis'))).not.toContain('redis.sock')
  })

  test('killed, it is started again and written whole', async () => {
    const live = await open('auto')
    const values = live.collection({ name: 'tickets', schema: ticket, ttl_ms: 60_000 })
    values.put('a', { n: 1 })
    await live.flush(deadline())
    const pid = pidOf()
    process.kill(pid, 'SIGKILL')
    await until('degraded is shown', () => live.status().state === 'degraded', 5_000)
    await until('it is ok again', () => live.status().state === 'ok', 5_000)
    await live.flush(deadline())
    expect(pidOf()).not.toBe(pid)
  })

  test('outlives a killed origin, and the next one takes it over with what was in it', async () => {
    const script = `
      const { createLiveState } = await import(${JSON.stringify(path.join(import.meta.dirname, 'create-live-state.ts'))})
      const { pino } = await import('pino')
      const { z } = await import('zod')
      const live = await createLiveState({ mode: 'auto', data_dir: ${JSON.stringify(folder)}, prefix: 'hw:test',
        log: pino({ level: 'silent' }), signal: AbortSignal.timeout(8000) })
      live.collection({ name: 'tickets', schema: z.unknown(), ttl_ms: 60000 }).put('a', { n: 5 })
      await live.flush(AbortSignal.timeout(8000))
      console.log('written')
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    const pid = pidOf()
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(runs(pid)).toBe(true)
    const live = await open('auto')
    expect(pidOf()).toBe(pid)
    const tickets = live.collection({ name: 'tickets', schema: ticket, ttl_ms: 60_000 })
    expect(tickets.get('a')).toEqual({ n: 5 })
    process.kill(pid, 'SIGKILL')
    await until('another one runs', () => pidOf() !== pid && live.status().state === 'ok', 8_000)
    await live.flush(deadline())
    const another = pidOf()
    await live.stop()
    expect([runs(pid), runs(another)]).toEqual([false, false])
  }, 20_000)

  test('a data directory with a long path gets its socket elsewhere', async () => {
    const long = path.join(folder, 'x'.repeat(120))
    const live = await createLiveState({ mode: 'auto', data_dir: long, prefix: 'p', log, signal: deadline() })
    cleanups.push(() => live.stop())
    expect(live.status()).toMatchObject({ kind: 'redis_managed', state: 'ok' })
    const { socket_path } = prepareRedisFolder(long)
    expect(path.dirname(socket_path)).not.toContain(folder)
    expect(statSync(path.dirname(socket_path)).mode & 0o777).toBe(0o700)
    await live.stop()
    expect(existsSync(path.dirname(socket_path))).toBe(false)
  })

  test('is ended by its guard when its origin was killed and no other comes', async () => {
    const redis = prepareRedisFolder(folder)
    writeRedisConfig(redis)
    const server = spawn('redis-server', [redis.config_path], { stdio: 'ignore', detached: true })
    await waitForAnswer(redis, deadline())
    const ended = once(server, 'exit')
    const script = `
      const { RedisGuard } = await import(${JSON.stringify(path.join(import.meta.dirname, 'redis-guard.ts'))})
      const { prepareRedisFolder } = await import(${JSON.stringify(path.join(import.meta.dirname, 'redis-folder.ts'))})
      const { pino } = await import('pino')
      new RedisGuard(${server.pid}, prepareRedisFolder(${JSON.stringify(folder)}), pino({ level: 'silent' }), 1)
      console.log('guarded')
      setInterval(() => {}, 1000)`
    const origin = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(origin.stdout, 'data')
    origin.kill('SIGKILL')
    await ended
  }, 15_000)

  test('where no redis-server is installed live state is kept in memory, and says why', async () => {
    const before = process.env.PATH
    process.env.PATH = folder
    cleanups.push(() => {
      process.env.PATH = before
    })
    const live = await open('auto')
    expect(live.status()).toMatchObject({ kind: 'memory', state: 'ok' })
    expect(live.status().detail).toContain('No redis-server is installed')
  })
})
