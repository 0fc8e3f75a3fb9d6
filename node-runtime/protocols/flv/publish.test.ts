import { describe, expect, test } from 'vitest'
import { streamPathSchema } from '#contract/ids.ts'
import type { AskingPublisher } from '../../media/admission.ts'
import { openDoor } from '../../media/admission-fixtures.ts'
import { NodeNotAcceptingError, PublisherNotAllowedError } from '../../media/stream-errors.ts'
import { dial, type MediaNode, request, startMediaNode, until } from '../protocol-fixtures.ts'
import { flvSecond } from './flv-fixtures.ts'

const path = streamPathSchema.parse('live/test')
const CHUNKED = 'PUT /live/test.flv HTTP/1.1\r\nHost: x\r\nUser-Agent: Lavf/59.27.100\r\nTransfer-Encoding: chunked\r\n'

const chunk = (bytes: Buffer) =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
const LAST_CHUNK = '0\r\n\r\n'
const sized = (bytes: Buffer, headers = '') =>
  Buffer.concat([
    Buffer.from(`POST /live/test.flv HTTP/1.1\r\nHost: x\r\n${headers}Content-Length: ${bytes.length}\r\n\r\n`),
    bytes,
  ])
const bodyOf = (answer: string) => JSON.parse(answer.split('\r\n\r\n').at(-1) ?? '')

/** Begins to publish in chunks. */
async function publishing(node: MediaNode, headers = '') {
  const client = await dial(node.media_port)
  client.socket.write(`${CHUNKED}${headers}\r\n`)
  client.socket.write(chunk(flvSecond))
  await until('the stream is live', () => node.directory.find(path)?.facts().state === 'live')
  return client
}

describe('a publisher over HTTP', () => {
  test('is live from its first keyframe to the end of its body, and is told what was taken', async () => {
    await using node = await startMediaNode()
    const client = await publishing(node)
    const stream = node.directory.find(path)
    expect(stream?.origin).toMatchObject({
      kind: 'publisher',
      protocol: 'flv',
      encoder: 'Lavf/59.27.100',
      address: '127.0.0.1',
    })
    client.socket.write(LAST_CHUNK)
    await client.closed
    const answer = client.received().toString()
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    const taken = { stream_path: 'live/test', session_id: stream?.session_id, bytes: flvSecond.length, frames: 50 }
    expect(bodyOf(answer)).toMatchObject({ data: taken, error: null })
    expect(stream?.ended.aborted).toBe(true)
    expect(node.directory.find(path)).toBe(undefined)
  })

  test('may say how long its body is', async () => {
    await using node = await startMediaNode()
    const answer = await request(node.media_port, sized(flvSecond))
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/)
    expect(bodyOf(answer).data).toMatchObject({ frames: 50 })
  })

  test('that asks first is told to go on, or why not before it has sent anything', async () => {
    await using node = await startMediaNode()
    const client = await dial(node.media_port)
    client.socket.write(`${CHUNKED}Expect: 100-continue\r\n\r\n`)
    await until('it may go on', () => client.received().toString() === 'HTTP/1.1 100 Continue\r\n\r\n')
    const second = await request(node.media_port, `${CHUNKED}Expect: 100-continue\r\n\r\n`)
    expect(second).toMatch(/^HTTP\/1\.1 409 /)
    expect(bodyOf(second)).toMatchObject({ data: null, error: { code: 'stream_busy' } })
    client.socket.write(chunk(flvSecond))
    client.socket.write(LAST_CHUNK)
    await client.closed
    expect(client.received().toString()).toContain('HTTP/1.1 200 OK')
  })

  test('of a stream that is live is refused, and the first one goes on', async () => {
    await using node = await startMediaNode()
    const first = await publishing(node)
    const answer = await request(node.media_port, sized(flvSecond))
    expect(answer).toMatch(/^HTTP\/1\.1 409 /)
    expect(answer).toContain('Access-Control-Allow-Origin: *')
    expect(node.directory.find(path)?.ended.aborted).toBe(false)
    first.socket.destroy()
    await until('the stream has ended', () => node.directory.find(path) === undefined)
  })

  test.each([
    [403, 'publisher_not_allowed', new PublisherNotAllowedError('192.0.2.1 may not publish to this node.')],
    [503, 'node_not_accepting', new NodeNotAcceptingError('This node is draining.')],
  ])('who may not publish is told so with %d', async (status, code, error) => {
    const publish = () => {
      throw error
    }
    await using node = await startMediaNode({ admission: { ...openDoor, publish } })
    const answer = await request(node.media_port, sized(flvSecond))
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(bodyOf(answer).error).toMatchObject({ code, message: error.message })
    expect(answer.includes('Retry-After')).toBe(status === 503)
  })

  test('tells the origin of its page to whoever lets publishers in', async () => {
    const pages: (string | undefined)[] = []
    const publish = async ({ page }: AskingPublisher) => {
      pages.push(page)
      return { key_id: null }
    }
    await using node = await startMediaNode({ admission: { ...openDoor, publish } })
    await request(node.media_port, sized(flvSecond, 'Origin: https://studio.example\r\n'))
    await request(node.media_port, sized(flvSecond))
    expect(pages).toEqual(['https://studio.example', undefined])
  })

  test.each<readonly [string, Buffer, number, RegExp]>([
    ['no FLV', Buffer.from('ftypisom'.repeat(4)), 0, /does not begin with "FLV"/],
    ['a tag that is none', Buffer.concat([flvSecond, Buffer.alloc(11, 0xee)]), flvSecond.length, /header that is none/],
    ['a tag that is cut off', flvSecond.subarray(0, -1), flvSecond.length - 1, /ends in the middle of a tag/],
    ['nothing', Buffer.alloc(0), 0, /empty/],
    [
      'a tag of sixteen megabytes',
      Buffer.concat([flvSecond, Buffer.from([9, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0])]),
      flvSecond.length,
      /larger than/,
    ],
  ])('that sends %s is told what is wrong and where', async (_what, body, at_byte, message) => {
    await using node = await startMediaNode()
    const answer = await request(node.media_port, sized(body))
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(bodyOf(answer).error).toMatchObject({ code: 'bad_flv', details: { at_byte } })
    expect(bodyOf(answer).error.message).toMatch(message)
    expect(node.directory.list()).toEqual([])
  })

  test('whose chunks are none is told so, and its stream ends', async () => {
    await using node = await startMediaNode()
    const client = await publishing(node)
    client.socket.write('this is no chunk\r\n')
    await client.closed
    expect(client.received().toString()).toMatch(/^HTTP\/1\.1 400 [\s\S]*bad_flv/)
    expect(node.directory.list()).toEqual([])
  })

  test('that falls silent is closed with the reason', async () => {
    await using node = await startMediaNode({ publisher_silence_timeout_ms: 200 })
    const client = await publishing(node)
    await client.closed
    expect(client.received().toString()).toMatch(/^HTTP\/1\.1 408 [\s\S]*sent nothing for 0\.2 s/)
    expect(node.directory.list()).toEqual([])
  })

  test('whose stream is ended here, or whose node stops, is told so', async () => {
    await using node = await startMediaNode()
    const client = await publishing(node)
    node.directory.find(path)?.end('An operator ended it.')
    await client.closed
    expect(client.received().toString()).toMatch(/^HTTP\/1\.1 503 [\s\S]*An operator ended it\./)
  })

  test('that asks for something else behind its stream is not answered twice', async () => {
    await using node = await startMediaNode()
    const client = await publishing(node)
    client.socket.write(`${LAST_CHUNK}GET /health HTTP/1.1\r\nHost: x\r\n\r\n`)
    await client.closed
    expect(
      client
        .received()
        .toString()
        .match(/HTTP\/1\.1 /g)?.length ?? 0,
    ).toBeLessThanOrEqual(1)
  })

  test('that packs its body is told not to', async () => {
    await using node = await startMediaNode()
    expect(await request(node.media_port, sized(flvSecond, 'Content-Encoding: gzip\r\n'))).toMatch(/^HTTP\/1\.1 415 /)
  })
})
