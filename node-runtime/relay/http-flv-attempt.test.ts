import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { Peer } from '#contract/control-channel.ts'
import type { NodeId, RelayId, SessionId, StreamPath } from '#contract/ids.ts'
import { makeNodeCertificate } from '../agent/node-certificate.ts'
import { videoConfig, videoUnit } from '../media/media-fixtures.ts'
import { fileHeader, writeTag } from '../protocols/flv/wire.ts'
import { HttpFlvAttempt } from './http-flv-attempt.ts'

const path = 'live/abroad' as StreamPath
const session_id = crypto.randomUUID() as SessionId
const undo: (() => void)[] = []
afterEach(() => {
  for (const step of undo.splice(0)) step()
})

/** A member that answers as it likes, and what it was asked. */
async function member(answers: RequestListener, server: Server = createServer()) {
  const asked: IncomingMessage[] = []
  server.on('request', (request: IncomingMessage, answer: ServerResponse) => {
    asked.push(request)
    answers(request, answer as never)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  undo.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { asked, port }
}

function pull(port: number, is: { readonly tls?: boolean; readonly silence_limit_ms?: number } = {}) {
  const node_id = crypto.randomUUID() as NodeId
  const source: Peer = {
    ...{ node_id, name: 'paris', relay_fingerprint: '0'.repeat(64), kind: 'foreign' },
    endpoints: { address: '127.0.0.1', rtmp_port: 1, media_port: port, ...(is.tls ? { media_tls: true } : {}) },
  }
  const heard: string[] = []
  const { promise: lost, resolve } = Promise.withResolvers<readonly [string, string]>()
  const attempt = new HttpFlvAttempt({
    source,
    pull: {
      ...{ type: 'pull', request_id: crypto.randomUUID() as RelayId, requestor_id: crypto.randomUUID() as NodeId },
      ...{ stream_path: path, session_id, hops: [] },
    },
    ...(is.silence_limit_ms === undefined ? {} : { silence_limit_ms: is.silence_limit_ms }),
    onAccepted: (session, hops) => heard.push(`accepted ${session === session_id} ${hops[0] === node_id}`),
    onChain: () => heard.push('chain'),
    onUnit: (unit) => heard.push(unit.config ? 'config' : `${unit.kind} ${unit.dts_ms}`),
    onEnded: () => heard.push('ended'),
    onLost: (error, loss) => resolve([loss, error]),
  })
  undo.push(() => attempt.close())
  return { attempt, heard, lost }
}

const beginning = Buffer.concat([
  fileHeader(true, true),
  writeTag(9, 0, videoConfig().body),
  writeTag(9, 40, videoUnit(40, true).body),
])

describe('a pull from a foreign member', () => {
  test('asks as a viewer does, says nothing of the cluster, and is accepted with the first media', async () => {
    const { asked, port } = await member((_request, answer) => {
      answer.writeHead(200)
      answer.end(beginning)
    })
    const { heard, lost, attempt } = pull(port)
    expect(await lost).toEqual(['broken', 'paris ended its answer'])
    expect(heard).toEqual(['accepted true true', 'config', 'video 40'])
    expect(attempt.bytes).toBe(beginning.length)
    const { method, url, headers } = asked[0] ?? {}
    expect([method, url]).toEqual(['GET', `/${path}.flv`])
    expect(Object.keys(headers ?? {}).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent'])
  })

  test.for([
    ['is refused what is not there', 404, {}, '', /answered 404 to GET \/live\/abroad.flv/],
    ['takes nothing packed', 200, { 'Content-Encoding': 'gzip' }, beginning, /packed its answer/],
    [
      'takes nothing that is no FLV, and tells nothing of it',
      200,
      {},
      'a secret of an inner service',
      /This is no FLV/,
    ],
    [
      'takes no tag without bounds',
      200,
      {},
      Buffer.from('FLV\x01\x05\0\0\0\x09\0\0\0\0\x09\xff\xff\xff\0\0\0\0\0\0\0', 'latin1'),
      /is larger than/,
    ],
  ] as const)('%s', async ([, status, headers, body, error]) => {
    const { port } = await member((_request, answer) => {
      answer.writeHead(status, headers)
      answer.end(body)
    })
    const { heard, lost } = pull(port)
    const [, said] = await lost
    expect(said).toMatch(error)
    expect(said).not.toContain('secret')
    expect(heard).toEqual([])
  })

  test('follows the member within itself, three times', async () => {
    const { asked, port } = await member((request, answer) => {
      const nth = Number(new URL(request.url ?? '', 'http://x').searchParams.get('nth') ?? 0)
      if (nth === 3) answer.end(beginning)
      else answer.writeHead(302, { Location: `/token/${path}.flv?nth=${nth + 1}` }).end()
    })
    const { heard, lost } = pull(port)
    await lost
    expect(heard[0]).toBe('accepted true true')
    expect(asked).toHaveLength(4)
    const endless = await member((_request, answer) => answer.writeHead(307, { Location: '/again' }).end())
    expect(await pull(endless.port).lost).toEqual(['refused', 'paris sends on again and again'])
    expect(endless.asked).toHaveLength(4)
  })

  test('asks nobody else, wherever it is sent', async () => {
    const inner = await member((_request, answer) => answer.end(beginning))
    for (const location of [
      `http://127.0.0.1:${inner.port}/x.flv`,
      `//localhost:${inner.port}/`,
      'file:///etc/passwd',
    ]) {
      const { port } = await member((_request, answer) => answer.writeHead(302, { Location: location }).end())
      const [loss, error] = await pull(port).lost
      expect(loss).toBe('refused')
      expect(error).toContain('nobody was asked')
    }
    expect(inner.asked).toEqual([])
  })

  test('goes over TLS where the member said so, and to no certificate that nobody vouches for', async () => {
    const { key_pem, certificate_pem } = await makeNodeCertificate()
    const server = createTlsServer({ key: key_pem, cert: certificate_pem }) as unknown as Server
    const { asked, port } = await member((_request, answer) => answer.end(beginning), server)
    const [loss, error] = await pull(port, { tls: true }).lost
    expect([loss, error]).toEqual(['unreachable', expect.stringMatching(/self-signed|certificate/)])
    expect(asked).toEqual([])
  })

  test('is lost when the member falls silent, is away, or says nothing more', async () => {
    const { port } = await member((_request, answer) => void answer.write(beginning))
    expect(await pull(port, { silence_limit_ms: 120 }).lost).toEqual([
      'broken',
      'nothing was heard from paris for 120 ms',
    ])
    expect((await pull(1).lost)[0]).toBe('unreachable')
    const cut = await member((request, answer) => {
      answer.write(beginning, () => request.socket.destroy())
    })
    expect((await pull(cut.port).lost)[0]).toBe('broken')
  })

  test('given up says nothing any more', async () => {
    const { port } = await member((_request, answer) => void answer.write(beginning))
    const { attempt, heard, lost } = pull(port)
    attempt.close()
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(heard).toEqual([])
    expect(await Promise.race([lost, 'nothing'])).toBe('nothing')
  })
})
