import { createServer } from 'node:http'
import { Duplex } from 'node:stream'
import { pino } from 'pino'
import { CONTROL_CHANNEL_PATH } from '#contract/control-channel.ts'
import { guardConnections } from '../../../src-main/api/connection-guards.ts'
import { takeTlsToo } from '../../../src-main/api/first-byte.ts'
import { HostPolicy, isSameOrigin } from '../../../src-main/api/host-check.ts'
import { PlainHttp } from '../../../src-main/api/plain-http.ts'
import { ShownCertificates } from '../../../src-main/certificates/shown-certificates.ts'
import { readCertificateFor } from '../certificate-for.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { expectTrue, inPieces, roughly } from '../pieces.ts'

const log = pino({ level: 'silent' })
const certificates = new ShownCertificates()
certificates.show('files', await readCertificateFor('localhost'))
const hosts = new HostPolicy(() => ['origin.example'])
/** How long a connection may be open behind its last byte before it counts as one that nobody closes, in ms. */
const CLOSED_BY_MS = 2_000

/** A connection as the listener sees one: what it is sent comes piece by piece, and what it writes is kept. */
class Connection extends Duplex {
  readonly remoteAddress = '203.0.113.7'
  readonly #pieces: Buffer[]
  readonly #written: Buffer[] = []

  constructor(input: Buffer) {
    super({ allowHalfOpen: false })
    this.#pieces = [...inPieces(input)]
  }

  override _read(): void {
    // One at a time, as from the kernel.
    setImmediate(() => this.push(this.#pieces.shift() ?? null))
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#written.push(chunk)
    done()
  }

  setTimeout(): this {
    return this
  }
  setNoDelay(): this {
    return this
  }
  setKeepAlive(): this {
    return this
  }

  get written(): string {
    return Buffer.concat(this.#written).toString('latin1')
  }
}

/** The first bytes of connections to the origin's port: TLS or HTTP, and of HTTP what may become the control channel. */
export const originPort: FuzzTarget = {
  name: 'origin-port',
  covers: ['/api/first-byte.ts', '/api/connection-guards.ts', '/api/host-check.ts', '/api/plain-http.ts'],
  max_bytes: 2_048,
  dictionary: [
    ...[
      'GET ',
      'POST ',
      ' HTTP/1.1\r\n',
      '\r\n',
      'Host: ',
      'localhost',
      'origin.example',
      'evil.example',
      '127.0.0.1:8080',
      '[::1]',
    ],
    ...[
      'Origin: http://',
      'Origin: https://',
      'Upgrade: websocket\r\n',
      'Connection: Upgrade\r\n',
      CONTROL_CHANNEL_PATH,
      'Content-Length: ',
    ],
    ...['Transfer-Encoding: chunked\r\n', 'X-Forwarded-Proto: https\r\n', 'Expect: 100-continue\r\n'],
  ]
    .map((word) => Buffer.from(word))
    .concat([Buffer.from([0x16, 3, 1]), Buffer.from([0x16, 3, 3, 0, 1, 1]), Buffer.from([1, 0, 0])]),
  seeds: [
    'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n',
    'GET / HTTP/1.0\r\n\r\n',
    'POST /api/v1/nodes HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2\r\n\r\n{}GET / HTTP/1.1\r\nHost: x\r\n\r\n',
    `GET ${CONTROL_CHANNEL_PATH} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nrest`,
    `GET ${CONTROL_CHANNEL_PATH} HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    `GET ${CONTROL_CHANNEL_PATH} HTTP/1.1\r\nHost: origin.example\r\nOrigin: http://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    `GET ${CONTROL_CHANNEL_PATH}?a HTTP/1.1\r\nHost: [::1]:8080\r\nOrigin: http://[::1]:8080\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    '\u0016\u0003\u0001\0\u0005\u0001\0\0\u0001\0',
    'hello\r\n\r\n',
  ].map((text) => Buffer.from(text, 'latin1')),
  async check(input) {
    const server = createServer((request, response) => {
      request.resume()
      response.end(hosts.allows(request.headers.host) ? 'here' : 'not here')
    })
    let handed = 0
    const failures: unknown[] = []
    const upgraded = guardConnections(server, {
      channel: {
        handleUpgrade(request, socket) {
          handed += 1
          expectTrue('by a name of this origin', hosts.allows(request.headers.host))
          expectTrue('not from another page', isSameOrigin(request))
          expectTrue('to the channel alone', request.url?.split('?')[0] === CONTROL_CHANNEL_PATH)
          socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n', () => socket.destroy())
        },
      },
      hosts,
      plain_http: new PlainHttp({ certificates, rule: 'allow', hsts_ms: 0 }),
      onFailure: (error) => failures.push(error),
    })
    const first_byte = takeTlsToo(server, { certificates, handshake_timeout_ms: CLOSED_BY_MS, log })
    const connection = new Connection(input)
    const closed = new Promise<boolean>((resolve) => {
      const late = setTimeout(() => resolve(false), CLOSED_BY_MS)
      connection.once('close', () => {
        clearTimeout(late)
        resolve(true)
      })
    })
    server.emit('connection', connection)
    expectTrue('it is closed when its client is gone', await closed)
    first_byte.close()
    first_byte.cut()
    server.closeAllConnections()
    if (failures.length > 0) throw failures[0]
    expectTrue('nothing of it is left', upgraded.size === 0)
    const { written } = connection
    const is_tls = input[0] === 0x16
    if (is_tls) expectTrue('TLS is answered by TLS or not at all', written === '' || written[1] === '\u0003')
    else expectTrue('HTTP is answered by HTTP or not at all', written === '' || written.startsWith('HTTP/1.1 '))
    return `${is_tls} ${handed} ${written.slice(0, is_tls ? 1 : 40)} ${roughly(written.length)}`
  },
}
