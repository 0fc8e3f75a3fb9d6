import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CLUSTER_API_MAX_BYTES } from '#contract/cluster-api.ts'
import { answerAtDesk, type ClusterDesk, type DeskAnswer } from './cluster-desk.ts'
import { readBody } from './request-body.ts'

const MEBIBYTE = 1024 * 1024

const answer = (status: number, body: string): DeskAnswer => ({ status, headers: {}, body, is_open: false })

/** Knows a key, and tells how long the bodies were that it got. */
const desk: ClusterDesk = {
  refuse: async ({ headers }) => (headers['x-cluster-api-key'] === 'right' ? null : answer(401, 'no key')),
  answer: async ({ body }) => (body === null ? answer(413, 'too large') : answer(200, String(body.length))),
}

const server = createServer((request, response) => {
  if (request.url !== '/slow') return void answerAtDesk(desk, request, response)
  void readBody(request, 1_000, 50).then((body) => response.end(String(body && Buffer.from(body))))
})
let port = 0
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterAll(() => server.close())

/** What the server says to a head and then so many bytes, which are all sent unless the connection ends. */
async function send(path: string, headers: readonly string[], bytes: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let said = ''
  socket.setEncoding('latin1').on('data', (text) => {
    said += text
  })
  socket.on('error', () => undefined)
  const over = once(socket, 'close')
  socket.write(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${headers.join('\r\n')}\r\n\r\n`)
  const is_chunked = headers.includes('Transfer-Encoding: chunked')
  for (let sent = 0; sent < bytes && socket.writable; sent += MEBIBYTE) {
    if (is_chunked) socket.write(`${MEBIBYTE.toString(16)}\r\n`)
    const has_room = socket.write(Buffer.alloc(Math.min(MEBIBYTE, bytes - sent), 0x20))
    if (is_chunked) socket.write('\r\n')
    if (!has_room) await Promise.race([once(socket, 'drain'), over])
  }
  if (is_chunked) socket.write('0\r\n\r\n')
  while (!said.includes('\r\n\r\n') && !socket.closed) await Promise.race([once(socket, 'data'), over])
  socket.destroy()
  return said
}

describe('a body of a request about the cluster', () => {
  const path = '/cluster/api/heartbeat'
  const key = 'X-Cluster-Api-Key: right'

  test('is handed on whole', async () => {
    expect(await send(path, [key, 'Content-Length: 200000'], 200_000)).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\n\r\n200000$/)
  })

  test.for([`Content-Length: ${20 * MEBIBYTE}`, 'Transfer-Encoding: chunked'])(
    'that is too large is answered with 413, and who sends it gets to read that: %s',
    async (length) => {
      expect(await send(path, [key, length], 20 * MEBIBYTE)).toMatch(/^HTTP\/1\.1 413 /)
      expect(20 * MEBIBYTE).toBeGreaterThan(CLUSTER_API_MAX_BYTES)
    },
  )

  test('of who shows no key is not waited for', async () => {
    expect(await send(path, ['Content-Length: 1000'], 0)).toMatch(/^HTTP\/1\.1 401 /)
    expect(await send(path, ['Content-Length: 1000', 'X-Cluster-Api-Key: wrong'], 0)).toMatch(/^HTTP\/1\.1 401 /)
    expect(await send(path, [`Content-Length: ${20 * MEBIBYTE}`], 20 * MEBIBYTE)).toMatch(/^HTTP\/1\.1 401 /)
  })

  test('that does not come is answered too, and its connection closed', async () => {
    const socket = connect(port, '127.0.0.1')
    let said = ''
    socket.setEncoding('latin1').on('data', (text) => {
      said += text
    })
    socket.write('POST /slow HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\nabc')
    await once(socket, 'close')
    expect(said).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\n\r\nnull$/)
  })
})
