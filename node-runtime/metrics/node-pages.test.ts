import { describe, expect, test } from 'vitest'
import { streamPathSchema } from '#contract/ids.ts'
import { audioConfig, videoConfig, videoUnit } from '../media/media-fixtures.ts'
import type { StreamDirectory } from '../media/stream-directory.ts'
import { dial, type MediaNode, request, startMediaNode, until } from '../protocols/protocol-fixtures.ts'
import { nodePages } from './node-pages.ts'

const publisher = { kind: 'publisher', protocol: 'rtmp', encoder: null, address: '192.0.2.1' } as const

function publish({ directory }: { readonly directory: StreamDirectory }, name: string) {
  const stream = directory.publish(streamPathSchema.parse(name), publisher)
  for (const unit of [videoConfig(), audioConfig(), videoUnit(0, true), videoUnit(40)]) stream.push(unit)
  return stream
}

/** A node with its pages; `forbidden` is who may not read them. */
async function startPagesNode(max_streams = 2, forbidden: string | null = null): Promise<MediaNode> {
  const directory = { current: null as StreamDirectory | null }
  const late = (read: (directory: StreamDirectory) => ReturnType<typeof nodePages>, path: string) => {
    return (asked: Parameters<NonNullable<ReturnType<ReturnType<typeof nodePages>['get']>>>[0]) => {
      if (!directory.current) throw new Error('the node is not there yet')
      const page = read(directory.current).get(path)
      if (!page) throw new Error(`no page ${path}`)
      return page(asked)
    }
  }
  const pages = (of: StreamDirectory) =>
    nodePages({
      node_id: 'node-1',
      version: '1.2.3',
      directory: of,
      relaysIn: () => [],
      relaysOut: () => [{ transport: 'tls', count: 3 }],
      relaysLeaked: () => 0,
      notAccepting: () => null,
      event_loop: { delay: { p50_s: 0, p99_s: 0.001, max_s: 0.002 }, active_s: 12 },
      max_streams,
      forbids: () => forbidden,
    })
  const node = await startMediaNode({
    pages: new Map(['/metrics', '/api/v1/subscribers'].map((path) => [path, late(pages, path)])),
  })
  directory.current = node.directory
  return node
}

const get = (target: string, headers = '') => `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`
const bodyOf = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n') + 4)

async function watch(node: MediaNode, name: string) {
  const client = await dial(node.media_port)
  client.socket.write(`GET /${name}.flv HTTP/1.1\r\nHost: x\r\n\r\n`)
  return client
}

describe('GET /metrics', () => {
  test('tells of the node and of each stream', async () => {
    await using node = await startPagesNode()
    const stream = publish(node, 'live/one')
    const viewer = await watch(node, 'live/one')
    await until('the viewer is there', () => stream.viewers === 1)
    const answer = await request(node.media_port, get('/metrics'))
    expect(answer).toContain('Content-Type: text/plain; version=0.0.4; charset=utf-8')
    expect(answer).not.toContain('Access-Control-Allow-Origin')
    for (const line of [
      'headwater_node_info{node_id="node-1",version="1.2.3"} 1',
      'headwater_viewers{protocol="flv"} 1',
      'headwater_viewers{protocol="hls"} 0',
      'headwater_publishers{protocol="rtmp"} 1',
      'headwater_relays_out{transport="tls"} 3',
      'headwater_event_loop_delay_seconds{percentile="99"} 0.001',
      'headwater_stream_viewers{stream="live/one"} 1',
      'headwater_stream_frames_total{stream="live/one"} 2',
      'headwater_stream_live{stream="live/one"} 1',
      'headwater_stream_interrupted{stream="live/one"} 0',
      'headwater_stream_frame_gaps_total{stream="live/one"} 0',
    ]) {
      expect(bodyOf(answer).split('\n')).toContain(line)
    }
    viewer.socket.destroy()
  })

  test('has figures for the first streams and one sum of the others, never a label a viewer', async () => {
    await using node = await startPagesNode(2)
    for (let nth = 0; nth < 50; nth++) publish(node, `live/s${nth}`)
    const lines = bodyOf(await request(node.media_port, get('/metrics'))).split('\n')
    const frames = lines.filter((line) => line.startsWith('headwater_stream_frames_total{'))
    expect(frames).toEqual([
      'headwater_stream_frames_total{stream="live/s0"} 2',
      'headwater_stream_frames_total{stream="live/s1"} 2',
      'headwater_stream_frames_total{stream="(other)"} 96',
    ])
    expect(lines.filter((line) => line.startsWith('headwater_stream_live{'))).toHaveLength(2)
    expect(lines.length).toBeLessThan(113)
  })

  test('is OpenMetrics for who asks, and keeps the connection of who scrapes', async () => {
    await using node = await startPagesNode()
    const client = await dial(node.media_port)
    const asked = 'GET /metrics HTTP/1.1\r\nHost: x\r\nAccept: application/openmetrics-text\r\n\r\n'
    client.socket.write(asked)
    await until('the first is answered', () => client.received().includes('# EOF\n'))
    client.socket.write(asked)
    await until('the second is answered', () => client.received().toString().split('# EOF\n').length === 3)
    client.socket.destroy()
  })

  test('is for those it is allowed to, and tells the others how to change that', async () => {
    await using node = await startPagesNode(2, '192.0.2.9 may not read this. Add its network to metrics_allow.')
    for (const target of ['/metrics', '/api/v1/subscribers?stream=live/one']) {
      const answer = await request(node.media_port, get(target))
      expect(answer).toMatch(/^HTTP\/1\.1 403 [\s\S]*metrics_allow/)
    }
  })

  test('is read and not written', async () => {
    await using node = await startPagesNode()
    const answer = await request(node.media_port, get('/metrics').replace('GET', 'POST'))
    expect(answer).toMatch(/^HTTP\/1\.1 405 [\s\S]*Allow: GET, HEAD\r\n/)
  })
})

describe('GET /api/v1/subscribers', () => {
  test('lists who subscribes to a stream, oldest first, a page at a time', async () => {
    await using node = await startPagesNode()
    const stream = publish(node, 'live/one')
    const viewers = []
    for (let nth = 1; nth <= 5; nth++) {
      viewers.push(await watch(node, 'live/one'))
      await until('the viewer is there', () => stream.viewers === nth)
    }
    const ports = viewers.map(({ socket }) => socket.localPort)
    const seen: string[] = []
    for (let after: string | null = '', pages = 0; after !== null && pages < 4; pages++) {
      const query = `stream=live/one&limit=2${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`
      const { data } = JSON.parse(bodyOf(await request(node.media_port, get(`/api/v1/subscribers?${query}`))))
      expect(data).toMatchObject({ stream_path: 'live/one', total: 5, hls_viewers: 0 })
      expect(data.items.length).toBeLessThanOrEqual(2)
      for (const item of data.items) {
        expect(item).toMatchObject({
          kind: 'viewer',
          protocol: 'flv',
          address: '127.0.0.1',
          skips: 0,
          state: 'playing',
        })
        expect(item.bytes).toBeGreaterThan(100)
        expect(Date.parse(item.since)).toBeLessThanOrEqual(Date.now())
        seen.push(item.id)
      }
      after = data.next
    }
    expect(seen.toSorted()).toEqual(ports.map((port) => `flv 127.0.0.1:${port}`).toSorted())
    for (const { socket } of viewers) socket.destroy()
  })

  test.each([
    ['', 400],
    ['?stream=../etc', 400],
    ['?stream=live/one&limit=100000', 400],
    ['?stream=live/one&limit=many', 400],
    ['?stream=live/one&after=%00', 400],
    ['?stream=live/other', 404],
  ])('asked with %j answers %d', async (query, status) => {
    await using node = await startPagesNode()
    publish(node, 'live/one')
    const answer = await request(node.media_port, get(`/api/v1/subscribers${query}`))
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  })
})
