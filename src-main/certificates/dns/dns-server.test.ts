import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { decode, encode } from 'dns-packet'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DnsServer } from './dns-server.ts'
import { checkAnswer, signMessage, type TsigKey } from './tsig.ts'
import { updateMessage } from './update-message.ts'

const key: TsigKey = { name: 'a-key', algorithm: 'hmac-sha256', secret: Buffer.alloc(32, 1) }
const CHANGE = { kind: 'add', zone: 'hw.test', name: '_acme-challenge.hw.test', value: 'digest' } as const
const NO_SIGNAL = new AbortController().signal

/** A DNS server that answers over UDP and TCP as it is told; null: not at all. */
async function openServer(answers: { udp: (asked: Buffer) => Buffer | null; tcp?: (asked: Buffer) => Buffer | null }) {
  const tcp = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes: Buffer) => {
      const answer = answers.tcp?.(bytes.subarray(2)) ?? null
      if (answer === null) return
      const length = Buffer.alloc(2)
      length.writeUInt16BE(answer.length)
      // In pieces, as a network may bring it.
      for (const byte of Buffer.concat([length, answer])) socket.write(Buffer.from([byte]))
    })
  }).listen(0, '127.0.0.1')
  await once(tcp, 'listening')
  const address = tcp.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const udp: Socket = createSocket('udp4')
  udp.on('message', (asked, from) => {
    const answer = answers.udp(asked)
    if (answer !== null) udp.send(answer, from.port, from.address)
  })
  udp.bind(port, '127.0.0.1')
  await once(udp, 'listening')
  return {
    server: new DnsServer({ host: '127.0.0.1', port, key, udp_timeout_ms: 100, tcp_timeout_ms: 300 }),
    [Symbol.dispose]() {
      udp.close()
      tcp.close()
    },
  }
}

const answerTo = (asked: Buffer, flags: number) => {
  const answer = Buffer.from(asked.subarray(0, 12))
  answer.writeUInt16BE(0x8000 | flags, 2)
  answer.fill(0, 4)
  return answer
}

describe('a DNS server that takes updates', () => {
  test('is told of a record in the form of RFC 2136, signed by its key', () => {
    const { message } = signMessage(updateMessage(CHANGE), key, 1_000_000)
    const read = decode(message) as {
      opcode?: string
      questions?: unknown[]
      authorities?: unknown[]
      additionals?: unknown[]
    }
    expect(read).toMatchObject({
      opcode: 'UPDATE',
      questions: [{ name: 'hw.test', type: 'SOA', class: 'IN' }],
      authorities: [{ name: '_acme-challenge.hw.test', type: 'TXT', class: 'IN', ttl: 30 }],
      additionals: [{ name: 'a-key', type: 'TSIG', class: 'ANY' }],
    })
  })

  test('is not believed without its signature, and what it refuses is told plainly', async () => {
    using unsigned = await openServer({ udp: (asked) => answerTo(asked, 0) })
    await expect(unsigned.server.change(CHANGE, NO_SIGNAL)).rejects.toThrow(/cannot be trusted, as it is not signed/)
    using refusing = await openServer({ udp: (asked) => answerTo(asked, 5) })
    await expect(refusing.server.change(CHANGE, NO_SIGNAL)).rejects.toThrow(/REFUSED.*update-policy/)
    using forged = await openServer({
      udp: (asked) => signMessage(answerTo(asked, 0), { ...key, secret: Buffer.alloc(32, 2) }, Date.now()).message,
    })
    await expect(forged.server.change(CHANGE, NO_SIGNAL)).rejects.toThrow(/its signature is not of this key/)
  })

  test('is asked over TCP where its answer does not fit or never comes, and given up in time', async () => {
    const soa = (asked: Buffer) =>
      encode({
        ...{ type: 'response', id: asked.readUInt16BE(0) },
        authorities: [
          {
            ...{ type: 'SOA', name: 'hw.test' },
            data: {
              mname: 'ns.hw.test',
              rname: 'root.hw.test',
              serial: 1,
              refresh: 1,
              retry: 1,
              expire: 1,
              minimum: 1,
            },
          },
        ],
      })
    using truncated = await openServer({ udp: (asked) => answerTo(asked, 0x0200), tcp: soa })
    expect(await truncated.server.zoneOf('a.hw.test', NO_SIGNAL)).toBe('hw.test')
    using mute = await openServer({ udp: () => null, tcp: soa })
    expect(await mute.server.zoneOf('a.hw.test', NO_SIGNAL)).toBe('hw.test')
    using dead = await openServer({ udp: () => null })
    await expect(dead.server.zoneOf('a.hw.test', NO_SIGNAL)).rejects.toThrow(/does not answer: no answer in time/)
    await expect(dead.server.zoneOf('a.hw.test', AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped')
  })

  test('may answer anything at all', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        (bytes) => checkAnswer(Buffer.from(bytes), Buffer.alloc(32), key, 0).kind.length > 0,
      ),
    )
    const { message } = signMessage(updateMessage(CHANGE), key, 0)
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const bytes = Buffer.from(message)
        for (const [at, value] of changes) bytes[at % bytes.length] = value
        return checkAnswer(bytes, Buffer.alloc(32), key, 0).kind !== 'good'
      }),
    )
  })
})
