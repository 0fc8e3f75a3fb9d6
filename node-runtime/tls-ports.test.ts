import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { streamPathSchema } from '#contract/ids.ts'
import { RELAY_ALPN } from '#contract/relay-protocol.ts'
import { makeNodeCertificate } from './agent/node-certificate.ts'
import { audioConfig, videoConfig, videoUnit } from './media/media-fixtures.ts'
import type { MediaUnit } from './media/unit.ts'
import { flvSecond } from './protocols/flv/flv-fixtures.ts'
import { FlvDemuxer } from './protocols/flv/to-stream.ts'
import { dial, type MediaNode, startMediaNode, until } from './protocols/protocol-fixtures.ts'
import { CertificateError, CertificateFiles, fixedCertificate, type TlsMaterial } from './protocols/tls/certificate.ts'

const path = streamPathSchema.parse('live/test')
const publisher = { kind: 'publisher', protocol: 'rtmp', encoder: null, address: '192.0.2.1' } as const

function publish(node: MediaNode) {
  const stream = node.directory.publish(path, publisher)
  for (const unit of [videoConfig(), audioConfig(), videoUnit(0, true)]) stream.push(unit)
  return stream
}

let material: TlsMaterial
let other: TlsMaterial
let folder = ''
beforeAll(async () => {
  material = await makeNodeCertificate()
  other = await makeNodeCertificate()
  folder = await mkdtemp(join(tmpdir(), 'headwater-tls-'))
})
afterAll(async () => await rm(folder, { recursive: true, force: true }))

const startTlsNode = (options: Parameters<typeof startMediaNode>[0] = {}) =>
  startMediaNode({ certificate: fixedCertificate(material), ...options })

async function secure(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options })
  await once(socket, 'secureConnect')
  return socket
}

const shownBy = async (port: number): Promise<string> => {
  const socket = await secure(port)
  const shown = socket.getPeerX509Certificate()?.toString() ?? ''
  socket.destroy()
  return shown
}

describe('the media port over TLS', () => {
  test('serves HTTPS, with the node’s certificate and without asking for one', async () => {
    await using node = await startTlsNode()
    const socket = await secure(node.media_port, { ALPNProtocols: ['h2', 'http/1.1'], servername: 'some.other.name' })
    expect(socket.alpnProtocol).toBe('http/1.1')
    expect(socket.getPeerX509Certificate()?.toString()).toBe(material.certificate_pem.trimEnd().concat('\n'))
    socket.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n')
    let text = ''
    for await (const bytes of socket) text += String(bytes)
    expect(text).toMatch(/^HTTP\/1\.1 200 OK[\s\S]*\{"status":"ok"\}/)
  })

  test('plays FLV to the end of the stream, and closes as TLS does', async () => {
    await using node = await startTlsNode()
    const stream = publish(node)
    const units: MediaUnit[] = []
    const ended = new Promise<void>((resolve, reject) => {
      get({ port: node.media_port, path: '/live/test.flv?latency=low', rejectUnauthorized: false }, (response) => {
        const demuxer = new FlvDemuxer({ header: 'file', onUnit: (unit) => units.push(unit) })
        response.on('data', (bytes: Buffer) => demuxer.push(bytes))
        response.once('end', resolve)
        response.once('error', reject)
      })
    })
    await until('the viewer is there', () => stream.viewers === 1)
    stream.push(videoUnit(40, false, 100_000))
    stream.end('over')
    await ended
    expect(units.map(({ dts_ms }) => dts_ms)).toEqual([0, 0, 0, 40])
  })

  test('takes publishers by POST and by WSS, and plays over WSS', async () => {
    await using node = await startTlsNode()
    const url = `wss://127.0.0.1:${node.media_port}/live/test.flv`
    const sender = new WebSocket(`${url}?publish`, { rejectUnauthorized: false })
    await once(sender, 'open')
    sender.send(flvSecond)
    await until('the stream is live', () => node.directory.find(path)?.facts().frames === 50)
    const viewer = new WebSocket(url, { rejectUnauthorized: false })
    let received = 0
    viewer.on('message', (message: Buffer) => {
      received += message.length
    })
    await until('the second is there', () => received === flvSecond.length)
    sender.close(1000)
    const [code] = await once(viewer, 'close')
    expect(code).toBe(1000)
    const options = { method: 'POST', port: node.media_port, path: '/live/test.flv', rejectUnauthorized: false }
    const posted = request(options)
    posted.end(flvSecond)
    const [answer] = await once(posted, 'response')
    expect(answer.statusCode).toBe(200)
  })

  test('drops a viewer that stops reading, within its bound', async () => {
    await using node = await startTlsNode({ limits: { subscriber_buffer_bytes: 200_000 } })
    const stream = publish(node)
    const socket = await secure(node.media_port)
    socket.on('error', () => socket.destroy())
    socket.write('GET /live/test.flv?latency=low HTTP/1.1\r\nHost: x\r\n\r\n')
    await until('the viewer is there', () => stream.viewers === 1)
    socket.pause()
    for (let dts = 40; stream.viewers === 1 && dts < 40_000; dts += 40) {
      stream.push(videoUnit(dts, dts % 400 === 0, 50_000))
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(stream.viewers).toBe(0)
    expect(node.logged.filter(({ event }) => event === 'subscriber.dropped')).toHaveLength(1)
    socket.destroy()
  })

  test('hands relays on, and nobody else', async () => {
    const relays: number[] = []
    await using node = await startTlsNode({
      onRelay: (socket) => {
        relays.push(socket.remotePort ?? 0)
        socket.destroy()
      },
    })
    const relay = connect({
      port: node.media_port,
      host: '127.0.0.1',
      ALPNProtocols: [RELAY_ALPN],
      rejectUnauthorized: false,
    })
    relay.on('error', () => relay.destroy())
    await new Promise((resolve) => relay.once('close', resolve))
    expect(relays).toHaveLength(1)
    await secure(node.media_port).then((socket) => socket.destroy())
    expect(relays).toHaveLength(1)
  })

  test('is read in pieces of one byte as well', async () => {
    await using node = await startTlsNode()
    const socket = await dial(node.media_port)
    // Everything the TLS client says goes through a connection that cuts it.
    const { Duplex } = await import('node:stream')
    const slow = new Duplex({
      read: () => undefined,
      write(chunk: Buffer, _encoding, done) {
        for (const byte of chunk) socket.socket.write(Buffer.of(byte))
        done()
      },
    })
    socket.socket.on('data', (bytes: Buffer) => slow.push(bytes))
    socket.socket.once('close', () => slow.push(null))
    const client = connect({ socket: slow, rejectUnauthorized: false })
    await once(client, 'secureConnect')
    client.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n')
    const [answer] = await once(client, 'data')
    expect(String(answer)).toContain('200 OK')
    client.destroy()
    socket.socket.destroy()
  })

  test.each<readonly [string, Buffer]>([
    ['one byte of TLS', Buffer.from([0x16])],
    ['half a hello', Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3])],
    ['a hello of nonsense', Buffer.concat([Buffer.from([0x16, 3, 1, 2, 0]), Buffer.alloc(512, 0xff)])],
    ['a hello that never ends', Buffer.concat([Buffer.from([0x16, 3, 1, 64, 0, 1, 0, 63, 255]), Buffer.alloc(40_000)])],
    ['a hello of TLS 1.0', Buffer.from('160301002f0100002b0301'.padEnd(74, '0').concat('000002002f0100'), 'hex')],
  ])('closes %s, then silence, at the handshake deadline at the latest', async (_what, bytes) => {
    await using node = await startTlsNode({ handshake_timeout_ms: 300 })
    for (const port of [node.media_port, node.rtmp_port]) {
      const client = await dial(port)
      client.socket.write(bytes)
      await client.closed
    }
    expect(node.logged.filter(({ level }) => Number(level) >= 40)).toEqual([])
  })

  test('closes a connection that says nothing behind its handshake', async () => {
    await using node = await startTlsNode({ handshake_timeout_ms: 300 })
    for (const port of [node.media_port, node.rtmp_port]) {
      const socket = await secure(port)
      socket.resume()
      await once(socket, 'close')
    }
  })

  test('ends everybody when the node stops, handshakes under way too', async () => {
    const node = await startTlsNode()
    const half = await dial(node.media_port)
    half.socket.write(Buffer.from([0x16, 3, 1, 2, 0, 1]))
    const socket = await secure(node.media_port)
    socket.resume()
    await node.stop()
    await half.closed
  })
})

describe('the RTMP port over TLS', () => {
  test('speaks RTMPS beside RTMP', async () => {
    await using node = await startTlsNode()
    const plain = await dial(node.rtmp_port)
    const socket = await secure(node.rtmp_port)
    const received: Buffer[] = []
    socket.on('data', (bytes: Buffer) => received.push(bytes))
    const hello = Buffer.concat([Buffer.from([3]), Buffer.alloc(1536)])
    plain.socket.write(hello)
    socket.write(hello)
    await until('both are answered', () => plain.received().length === 3073 && Buffer.concat(received).length === 3073)
    plain.socket.destroy()
    socket.destroy()
  })
})

describe('certificate files', () => {
  const files = () => ({ certificate_file: join(folder, 'certificate.pem'), key_file: join(folder, 'key.pem') })
  const put = async ({ certificate_pem, key_pem }: TlsMaterial) => {
    await Promise.all([writeFile(files().certificate_file, certificate_pem), writeFile(files().key_file, key_pem)])
  }
  const open = async (node: Pick<MediaNode, 'logged'> | null = null) => {
    const lines = (node?.logged ?? []) as Record<string, unknown>[]
    const { pino } = await import('pino')
    const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(JSON.parse(line)) })
    return { certificate: await CertificateFiles.open({ ...files(), check_interval_ms: 20, log }), lines }
  }

  test('are shown, and new ones are shown from when they are there', async () => {
    await put(material)
    const { certificate, lines } = await open()
    await using node = await startMediaNode({ certificate })
    expect(await shownBy(node.media_port)).toBe(material.certificate_pem.trimEnd().concat('\n'))
    const kept = await secure(node.media_port)
    await put(other)
    await until('the new one is taken', () => lines.some(({ event }) => event === 'certificate.changed'))
    expect(await shownBy(node.media_port)).toBe(other.certificate_pem.trimEnd().concat('\n'))
    expect(await shownBy(node.rtmp_port)).toBe(other.certificate_pem.trimEnd().concat('\n'))
    expect(kept.destroyed).toBe(false)
    kept.destroy()
    certificate.stop()
  })

  test('that are broken leave the old one in use, and the log says what to do', async () => {
    await put(material)
    const { certificate, lines } = await open()
    await using node = await startMediaNode({ certificate })
    await writeFile(files().certificate_file, 'no certificate')
    await until('it is noticed', () => lines.some(({ event }) => event === 'certificate.not_changed'))
    const line = lines.find(({ event }) => event === 'certificate.not_changed')
    expect(line?.msg).toMatch(/certificate\.pem holds no certificate in PEM .* stays in use/)
    expect(await shownBy(node.media_port)).toBe(material.certificate_pem.trimEnd().concat('\n'))
    await put(other)
    await until('the right one is taken', () => lines.some(({ event }) => event === 'certificate.changed'))
    certificate.stop()
  })

  test('that cannot be used at the start say which and why', async () => {
    await put(material)
    await writeFile(files().key_file, other.key_pem)
    await expect(open()).rejects.toThrow(/key\.pem is not the key of .*certificate\.pem/)
    await rm(files().key_file)
    await expect(open()).rejects.toThrow(CertificateError)
    await expect(open()).rejects.toThrow(/key\.pem cannot be read: .* tls_key names a PEM file/)
  })
})
