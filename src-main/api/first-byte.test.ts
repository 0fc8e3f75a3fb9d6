import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import { pino } from 'pino'
import { describe, expect, test, vi } from 'vitest'
import { CONTROL_CHANNEL_PATH } from '#contract/control-channel.ts'
import { putCertificate } from '../../test/harness/certificate.ts'
import { tempDir } from '../../test/harness/temp-dir.ts'
import { ShownCertificates } from '../certificates/shown-certificates.ts'
import { openApi } from './api-fixture.ts'
import { takeTlsToo } from './first-byte.ts'

async function certificateFor(name: string, names?: Parameters<typeof putCertificate>[2]) {
  await using folder = await tempDir()
  const files = await putCertificate(folder.path, name, names)
  return { certificate_pem: readFileSync(files.certificate, 'utf8'), key_pem: readFileSync(files.key, 'utf8') }
}

/** What the other side shows and says to `GET path`. */
async function getOver(
  port: number,
  wish: tls.ConnectionOptions & { path?: string; headers?: http.OutgoingHttpHeaders } = {},
) {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number
    subject: string
    text: string
    headers: http.IncomingHttpHeaders
  }>()
  const { path = '/health', headers = {}, ...connection } = wish
  const request = https.get(
    { host: '127.0.0.1', port, path, headers, agent: false, rejectUnauthorized: false, ...connection },
    (response) => {
      const subject = (response.socket as tls.TLSSocket).getPeerCertificate().subject.CN
      let text = ''
      response.on('data', (part: Buffer) => {
        text += part.toString()
      })
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, subject: String(subject), text, headers: response.headers }),
      )
    },
  )
  request.on('error', reject)
  return await promise
}

/** All that comes on a connection that sends these pieces, one in a packet, until it is closed. */
async function say(port: number, pieces: readonly Buffer[]): Promise<string> {
  const socket = net.connect({ host: '127.0.0.1', port, noDelay: true })
  let heard = ''
  socket.on('data', (part) => {
    heard += part.toString('latin1')
  })
  socket.on('error', () => socket.destroy())
  await once(socket, 'connect')
  for (const piece of pieces) {
    socket.write(piece)
    await new Promise((resolve) => setImmediate(resolve))
  }
  if (!socket.destroyed) await once(socket, 'close')
  return heard
}

/** A plain HTTP server on the first byte, with a deadline short enough to wait for. */
async function openPort(certificates: ShownCertificates, handshake_timeout_ms = 150) {
  const authorized: unknown[] = []
  const server = http.createServer((request, response) => {
    authorized.push((request.socket as tls.TLSSocket).authorized)
    response.end(`${request.method} ${request.url}`)
  })
  const first_byte = takeTlsToo(server, { certificates, handshake_timeout_ms, log: pino({ level: 'silent' }) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    authorized,
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    async [Symbol.asyncDispose]() {
      first_byte.close()
      first_byte.cut()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

describe('one port', () => {
  test('answers http and https, with the names and guards of either', async () => {
    await using api = await openApi()
    const { shown } = api.features.certificates
    await expect(getOver(api.port)).rejects.toThrow()
    shown.show('files', await certificateFor('first'))
    expect(await getOver(api.port)).toMatchObject({ status: 200, subject: 'first' })
    expect((await api.raw({ path: '/health' })).status).toBe(200)
    expect(await getOver(api.port, { headers: { host: 'evil.example' } })).toMatchObject({ status: 421 })
    expect(await getOver(api.port, { path: '/api/v1/nodes' })).toMatchObject({ status: 401 })
    const key = { authorization: `Bearer ${api.key}` }
    expect(await getOver(api.port, { path: '/api/v1/nodes', headers: key })).toMatchObject({ status: 200 })
    const upgrade = { connection: 'Upgrade', upgrade: 'websocket', origin: 'https://evil.example' }
    expect((await getOver(api.port, { path: CONTROL_CHANNEL_PATH, headers: upgrade })).status).toBe(403)
    // A page that somebody put into a plain connection to this very name.
    const written = { ...upgrade, host: 'localhost', origin: 'http://localhost' }
    expect((await getOver(api.port, { path: CONTROL_CHANNEL_PATH, headers: written })).status).toBe(403)
    expect(
      (
        await getOver(api.port, {
          path: '/api/v1/nodes',
          headers: { ...key, origin: 'http://localhost', host: 'localhost' },
        })
      ).status,
    ).toBe(403)
  })

  test('takes TLS in pieces of 10 bytes, without ALPN, and refuses protocols it does not speak', async () => {
    await using api = await openApi()
    api.features.certificates.shown.show('files', await certificateFor('pieces'))
    const proxy = net.createServer((from) => {
      const to = net.connect({ host: '127.0.0.1', port: api.port, noDelay: true })
      for (const socket of [from, to]) socket.on('error', () => socket.destroy())
      to.pipe(from)
      from.on('data', (bytes: Buffer) => {
        for (let at = 0; at < bytes.length; at += 10) to.write(bytes.subarray(at, at + 10))
      })
      from.on('end', () => to.end())
    })
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    const { port } = proxy.address() as net.AddressInfo
    expect(await getOver(port)).toMatchObject({ status: 200, subject: 'pieces' })
    proxy.close()
    expect(await getOver(api.port, { ALPNProtocols: ['http/1.1'] })).toMatchObject({ status: 200 })
    await expect(getOver(api.port, { ALPNProtocols: ['h2'] })).rejects.toThrow(/no application protocol/i)
    await expect(getOver(api.port, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).rejects.toThrow()
  })

  test('closes who says nothing or breaks off at the deadline, and garbage with an answer or none', async () => {
    const shown = new ShownCertificates()
    shown.show('files', await certificateFor('deadline'))
    await using server = await openPort(shown)
    expect(await say(server.port, [])).toBe('')
    expect(await say(server.port, [Buffer.from([0x16])])).toBe('')
    expect(await say(server.port, [Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3])])).toBe('')
    expect(await say(server.port, [Buffer.from([0x16]), Buffer.alloc(200, 0xff)])).not.toContain('HTTP')
    expect(await say(server.port, [Buffer.alloc(200, 0xff)])).toContain('400 Bad Request')
    expect(await say(server.port, [Buffer.from('G'), Buffer.from('ET /slow HTTP/1.0\r\n\r\n')])).toContain('GET /slow')
  })

  test('goes on with connections that have the certificate from before, events and all', async () => {
    await using api = await openApi()
    const { shown } = api.features.certificates
    shown.show('files', await certificateFor('old'))
    const socket = tls.connect({ host: '127.0.0.1', port: api.port, rejectUnauthorized: false })
    let heard = ''
    socket.on('data', (part) => {
      heard += part.toString()
    })
    await once(socket, 'secureConnect')
    socket.write(`GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${api.key}\r\n\r\n`)
    await vi.waitFor(() => expect(heard).toContain('event-stream'))
    shown.show('files', await certificateFor('new'))
    expect(await getOver(api.port)).toMatchObject({ subject: 'new' })
    const before = heard.length
    await vi.waitFor(() => expect(heard.slice(before)).toContain('alive'))
    expect(socket.getPeerCertificate().subject.CN).toBe('old')
    socket.destroy()
  })

  test('asks nobody for a certificate until there are authorities, and then takes also who has none', async () => {
    const shown = new ShownCertificates()
    const node = await certificateFor('a node')
    shown.show('files', await certificateFor('origin'))
    await using server = await openPort(shown, 5_000)
    const asked = async (client: tls.ConnectionOptions) => {
      const socket = tls.connect({ host: '127.0.0.1', port: server.port, rejectUnauthorized: false, ...client })
      await once(socket, 'secureConnect')
      socket.end('GET / HTTP/1.0\r\n\r\n')
      socket.resume()
      await once(socket, 'close')
    }
    const mine = { cert: node.certificate_pem, key: node.key_pem }
    await asked(mine)
    shown.setClientAuthorities([node.certificate_pem])
    await asked(mine)
    await asked({})
    const stranger = await certificateFor('a stranger')
    await asked({ cert: stranger.certificate_pem, key: stranger.key_pem })
    expect(server.authorized).toEqual([false, true, false, false])
  })
})
