import { connect as connectTls, createServer as createTlsServer } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { streamPathSchema } from '#contract/ids.ts'
import { RELAY_ALPN } from '#contract/relay-protocol.ts'
import { audioConfig, videoConfig, videoUnit } from '../../media/media-fixtures.ts'
import { NodeNotAcceptingError } from '../../media/stream-errors.ts'
import type { MediaUnit } from '../../media/unit.ts'
import { FlvDemuxer } from '../flv/to-stream.ts'
import { dial, type MediaNode, request, startMediaNode, until } from '../protocol-fixtures.ts'

const publisher = { kind: 'publisher', protocol: 'rtmp', encoder: null, address: '192.0.2.1' } as const
const path = streamPathSchema.parse('live/test')
const get = (target: string) => `GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`

function publish(node: MediaNode) {
  const stream = node.directory.publish(path, publisher)
  stream.push(videoConfig())
  stream.push(audioConfig())
  stream.push(videoUnit(0, true))
  return stream
}

describe('a viewer over HTTP', () => {
  test('gets FLV without chunks from the first keyframe to the end of the stream, and then the end of the connection', async () => {
    await using node = await startMediaNode()
    const stream = publish(node)
    const client = await dial(node.media_port)
    client.socket.write(get('/live/test.flv?latency=low'))
    await until('the viewer is there', () => stream.viewers === 1)
    stream.push(videoUnit(40))
    stream.end('The publisher stopped.')
    await client.closed
    const bytes = client.received()
    const split = bytes.indexOf('\r\n\r\n')
    const head = bytes.toString('latin1', 0, split)
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(head).toContain('Content-Type: video/x-flv')
    expect(head).toContain('Access-Control-Allow-Origin: *')
    expect(head).toContain('Connection: close')
    expect(head).not.toMatch(/transfer-encoding|content-length/i)
    const units: MediaUnit[] = []
    new FlvDemuxer({ header: 'file', onUnit: (unit) => units.push(unit) }).push(bytes.subarray(split + 4))
    expect(units.map(({ kind, config, dts_ms }) => [kind, config, dts_ms])).toEqual([
      ['video', true, 0],
      ['audio', true, 0],
      ['video', false, 0],
      ['video', false, 40],
    ])
    expect(bytes[split + 4 + 4]).toBe(5)
  })

  test('who leaves is not counted any more', async () => {
    await using node = await startMediaNode()
    const stream = publish(node)
    const client = await dial(node.media_port)
    client.socket.write(get('/live/test.flv'))
    await until('the viewer is there', () => stream.viewers === 1)
    client.socket.destroy()
    await until('the viewer has left', () => stream.viewers === 0)
  })

  test('of a stream nobody publishes is told so, and what is live here', async () => {
    await using node = await startMediaNode()
    publish(node)
    const answer = await request(node.media_port, get('/live/other.flv'))
    expect(answer).toMatch(/^HTTP\/1\.1 404 /)
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({
      data: null,
      error: {
        code: 'stream_not_found',
        message: 'Nobody publishes live/other now.',
        details: { live: ['/live/test.flv'] },
      },
    })
  })

  test('of a node that takes nobody now is told why and when to ask again', async () => {
    const refuse = () => {
      throw new NodeNotAcceptingError('This node is draining.')
    }
    await using node = await startMediaNode({ admission: { publish: refuse, play: refuse } })
    const answer = await request(node.media_port, get('/live/test.flv'))
    expect(answer).toMatch(/^HTTP\/1\.1 503 /)
    expect(answer).toContain('Retry-After: 5')
    expect(answer).toContain('This node is draining.')
  })

  test('that asks for the head alone, or from another page, is answered', async () => {
    await using node = await startMediaNode()
    const stream = publish(node)
    const head = await request(node.media_port, 'HEAD /live/test.flv HTTP/1.1\r\nHost: x\r\n\r\n')
    expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*video\/x-flv[\s\S]*\r\n\r\n$/)
    const options = await request(node.media_port, 'OPTIONS /live/test.flv HTTP/1.1\r\nHost: x\r\n\r\n')
    expect(options).toMatch(/^HTTP\/1\.1 204 [\s\S]*Access-Control-Allow-Methods: GET, HEAD, POST, PUT, OPTIONS/)
    expect(stream.viewers).toBe(0)
  })

  test('that stops reading is dropped within its bound, and the one beside it plays on', async () => {
    await using node = await startMediaNode({ limits: { subscriber_buffer_bytes: 200_000 } })
    const stream = publish(node)
    const [stalled, good] = [await dial(node.media_port), await dial(node.media_port)]
    stalled.socket.write(get('/live/test.flv?latency=low'))
    good.socket.write(get('/live/test.flv?latency=low'))
    await until('both are there', () => stream.viewers === 2)
    stalled.socket.pause()
    for (let dts = 40; stream.viewers === 2 && dts < 40_000; dts += 40) {
      stream.push(videoUnit(dts, dts % 400 === 0, 50_000))
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(stream.viewers).toBe(1)
    const dropped = node.logged.find(({ event }) => event === 'subscriber.dropped')
    expect(dropped).toMatchObject({ kind: 'viewer', stream_path: 'live/test' })
    expect(Number(dropped?.buffered_bytes)).toBeLessThan(300_000)
    const before = good.received().length
    stream.push(videoUnit(50_000, true, 50_000))
    await until('the other plays on', () => good.received().length > before)
    stalled.socket.resume()
    await stalled.closed
  })
})

describe('the media port', () => {
  test('says that it is alive and ready', async () => {
    await using node = await startMediaNode()
    expect(await request(node.media_port, get('/health'))).toContain('{"status":"ok"}')
    expect(await request(node.media_port, get('/ready'))).toContain('{"status":"ready"}')
  })

  test.each([
    ['a path that leads upwards', get('/live/../../../etc/passwd.flv'), '400'],
    ['an encoded path that leads upwards', get('/%2e%2e/%2e%2e%2fetc.flv'), '400'],
    ['a NUL', get('/live/te%00st.flv'), '400'],
    ['a raw NUL', get('/live/te\0st.flv'), '400'],
    ['a path of a megabyte', get(`/${'x'.repeat(1_000_000)}`), '431'],
    ['headers of 100 kB', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`, '431'],
    ['a method that is not served', 'DELETE /live/test.flv HTTP/1.1\r\nHost: x\r\n\r\n', '405'],
    [
      'a body where none belongs',
      `POST /live/test.m3u8 HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n${'x'.repeat(300_000)}`,
      '405',
    ],
    ['garbage', 'garbage\r\n\r\n', '400'],
  ])('answers %s with an error of the client, and nothing else', async (_what, text, status) => {
    await using node = await startMediaNode()
    expect(await request(node.media_port, text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  })

  test('closes what no text begins with at once, unanswered', async () => {
    await using node = await startMediaNode()
    const client = await dial(node.media_port)
    client.socket.write(Buffer.from([0xf1, 0x47, 0x45, 0x54, 0x20, 0x2f]))
    await client.closed
    expect(client.received()).toHaveLength(0)
  })

  test('ignores ranges, because a live stream has none', async () => {
    await using node = await startMediaNode()
    const stream = publish(node)
    const client = await dial(node.media_port)
    client.socket.write('GET /live/test.flv HTTP/1.1\r\nHost: x\r\nRange: bytes=0-0,5-4,-1\r\n\r\n')
    await until('the answer is there', () => client.received().length > 0)
    expect(client.received().toString('latin1')).toMatch(/^HTTP\/1\.1 200 OK/)
    stream.end('over')
    await client.closed
  })

  test('closes a connection that sends nothing, or its request letter by letter, at the deadline', async () => {
    await using node = await startMediaNode({ handshake_timeout_ms: 200 })
    const [silent, slow] = [await dial(node.media_port), await dial(node.media_port)]
    const drip = setInterval(() => slow.socket.write('G'), 20)
    await Promise.all([silent.closed, slow.closed])
    clearInterval(drip)
  })

  test('closes a connection that asks for more in the middle of a stream', async () => {
    await using node = await startMediaNode()
    publish(node)
    const client = await dial(node.media_port)
    client.socket.write(get('/live/test.flv').repeat(3))
    await client.closed
  })

  test('hands TLS of relays to its taker with every byte, and HTTP beside it is served', async () => {
    const psk = { pskCallback: () => Buffer.alloc(16, 1), ciphers: 'PSK', ALPNProtocols: [RELAY_ALPN] }
    const tls = createTlsServer(psk, (socket) => socket.end('hello over TLS'))
    await using node = await startMediaNode({ onRelay: (socket) => tls.emit('connection', socket) })
    const client = connectTls({
      host: '127.0.0.1',
      port: node.media_port,
      ciphers: 'PSK',
      ALPNProtocols: [RELAY_ALPN],
      checkServerIdentity: () => undefined,
      pskCallback: () => ({ psk: Buffer.alloc(16, 1), identity: 'test' }),
    })
    let text = ''
    for await (const bytes of client) text += String(bytes)
    expect(text).toBe('hello over TLS')
    expect(await request(node.media_port, get('/health'))).toContain('ok')
  })
})
