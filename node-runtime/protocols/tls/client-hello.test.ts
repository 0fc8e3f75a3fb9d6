import { once } from 'node:events'
import { createServer } from 'node:net'
import { connect } from 'node:tls'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { MAX_CLIENT_HELLO_BYTES, readClientHello } from './client-hello.ts'

/** What Node's own TLS client sends first. */
async function recordHello(ALPNProtocols: string[]): Promise<Buffer> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const client = connect({
    host: '127.0.0.1',
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    ALPNProtocols,
  })
  client.on('error', () => client.destroy())
  const [socket] = await once(server, 'connection')
  const [first] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  server.close()
  return first
}

/** The same handshake message, cut into records of at most so many bytes. */
function cut(hello: Buffer, size: number): Buffer {
  const message = hello.subarray(5)
  const records: Buffer[] = []
  for (let at = 0; at < message.length; at += size) {
    const fragment = message.subarray(at, at + size)
    records.push(Buffer.from([0x16, 3, 1, fragment.length >> 8, fragment.length & 255]), fragment)
  }
  return Buffer.concat(records)
}

describe('the first bytes of a TLS connection', () => {
  let relay: Buffer = Buffer.alloc(0)
  let browser: Buffer = Buffer.alloc(0)
  let bare: Buffer = Buffer.alloc(0)
  beforeAll(async () => {
    relay = await recordHello(['headwater-relay/1'])
    browser = await recordHello(['h2', 'http/1.1'])
    bare = await recordHello([])
  })

  test('tell which protocols the client offers', () => {
    expect(readClientHello(relay)).toEqual({ kind: 'whole', hello: { alpn: ['headwater-relay/1'] } })
    expect(readClientHello(browser)).toEqual({ kind: 'whole', hello: { alpn: ['h2', 'http/1.1'] } })
    expect(readClientHello(bare)).toEqual({ kind: 'whole', hello: { alpn: [] } })
  })

  test('tell the same however they are cut into records, and with what follows them', () => {
    for (const size of [50, 100, 300]) {
      expect(readClientHello(cut(relay, size))).toEqual({ kind: 'whole', hello: { alpn: ['headwater-relay/1'] } })
    }
    const more = Buffer.concat([relay, Buffer.from([0x17, 3, 3, 0, 1, 0])])
    expect(readClientHello(more)).toMatchObject({ kind: 'whole' })
  })

  test('are waited for until the last of them is there', () => {
    for (const hello of [relay, cut(relay, 100)]) {
      for (let length = 0; length < hello.length; length++) {
        expect(readClientHello(hello.subarray(0, length))).toEqual({ kind: 'incomplete' })
      }
    }
  })

  test.each<readonly [string, Buffer]>([
    ['are no handshake', Buffer.from('GET / HTTP/1.1\r\n')],
    ['are of SSL 2', Buffer.from([0x16, 2, 0])],
    ['begin with a ServerHello', Buffer.from([0x16, 3, 1, 0, 4, 2, 0, 0, 0])],
    ['announce sixteen megabytes', Buffer.from([0x16, 3, 1, 0, 4, 1, 255, 255, 255])],
    ['are an empty record', Buffer.from([0x16, 3, 1, 0, 0])],
    ['are a record that is too long', Buffer.from([0x16, 3, 1, 255, 255])],
    ['are a hello that is cut off', Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3])],
    ['go on in something else', Buffer.from([0x16, 3, 1, 0, 2, 1, 0, 0x17])],
    ['come in a hundred records', Buffer.concat(Array.from({ length: 100 }, () => Buffer.from([0x16, 3, 1, 0, 1, 1])))],
    [
      'never end',
      Buffer.concat([Buffer.from([0x16, 3, 1, 64, 0, 1, 0, 63, 255]), Buffer.alloc(MAX_CLIENT_HELLO_BYTES)]),
    ],
  ])('are refused when they %s', (_what, bytes) => {
    expect(readClientHello(bytes)).toMatchObject({ kind: 'malformed' })
  })

  test('may be anything at all', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => readClientHello(Buffer.from(bytes)).kind.length > 0))
  })

  test('may be a hello with any bytes changed', () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = Buffer.from(browser)
        for (const [at, value] of changes) bytes[at % bytes.length] = value
        return readClientHello(bytes).kind.length > 0
      }),
      { numRuns: 2_000 },
    )
  })
})
