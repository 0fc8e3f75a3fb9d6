import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { failureText } from './failure-text.ts'
import { httpUrl, originAddress, rtmpUrl } from './origin-address.ts'
import { OriginError } from './origin-error.ts'
import { lineForPeople } from './origin-log.ts'
import { choosePort, readLastPorts, rememberPorts } from './ports.ts'

describe('how an origin is reached', () => {
  it('is from this machine alone while it listens on loopback', () => {
    expect(originAddress('127.0.0.1', undefined)).toEqual({
      local_host: '127.0.0.1',
      outside_host: '127.0.0.1',
      reachable_from_outside: false,
    })
    expect(originAddress('localhost', undefined).reachable_from_outside).toBe(false)
  })

  it('is by the name it advertises, else by its own address', () => {
    expect(originAddress('0.0.0.0', 'studio.example')).toEqual({
      local_host: '127.0.0.1',
      outside_host: 'studio.example',
      reachable_from_outside: true,
    })
    expect(originAddress('192.0.2.7', undefined)).toMatchObject({
      outside_host: '192.0.2.7',
      reachable_from_outside: true,
    })
  })

  it('is written with brackets where the address is IPv6', () => {
    expect(httpUrl('::1', 8090)).toBe('http://[::1]:8090')
    expect(rtmpUrl('10.0.0.1', 1935)).toBe('rtmp://10.0.0.1:1935')
  })
})

describe('the port to listen on', () => {
  const wish = (port: number) => ({ host: '127.0.0.1', port, flag: '--port', what: 'panel and API' })

  it('is for 0 the one of last time, if it is free', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    expect(await choosePort(wish(0), port)).toBe(0)
    await expect(choosePort(wish(port), undefined)).rejects.toMatchObject({
      code: 'port_unavailable',
      message: expect.stringContaining(`Port ${port}`),
      hint: expect.stringContaining('--port'),
    })
    await new Promise((resolve) => server.close(resolve))
    expect(await choosePort(wish(0), port)).toBe(port)
    expect(await choosePort(wish(0), undefined)).toBe(0)
  })

  it('is remembered in the data directory, each of the three by itself', () => {
    const dir = mkdtempSync(join(tmpdir(), 'headwater-ports-'))
    expect(readLastPorts(dir)).toEqual({})
    rememberPorts(dir, { port: 1 })
    rememberPorts(dir, { rtmp_port: 2, media_port: 3 })
    expect(readLastPorts(dir)).toEqual({ port: 1, rtmp_port: 2, media_port: 3 })
    rmSync(dir, { recursive: true })
  })
})

describe('what people read', () => {
  it('of a failure is what happened and what to do, and the stack only of what nobody foresaw', () => {
    expect(failureText(new OriginError('not_running', 'No origin runs.', 'Start it.'))).toBe(
      'No origin runs.\nStart it.\n',
    )
    expect(failureText(new TypeError('x is not a function'))).toMatch(
      /unexpectedly: TypeError: x is not a function\n +at/,
    )
  })

  it('of the log is one short line', () => {
    const line = JSON.stringify({
      level: 'warn',
      time: '2026-11-21T07:30:00Z',
      event: 'e',
      msg: 'it is so',
      a: 1,
      b: null,
    })
    expect(lineForPeople(line)).toMatch(/^\d\d:\d\d:\d\d WARN it is so {2}\(a=1\)\n$/)
  })
})
