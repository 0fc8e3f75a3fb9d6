import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import { describe, expect, test } from 'vitest'
import { streamPathSchema } from '#contract/ids.ts'
import { audioConfig, videoConfig, videoUnit } from '../../media/media-fixtures.ts'
import { dial, type MediaNode, request, startMediaNode, until } from '../protocol-fixtures.ts'
import { readSamples } from './fmp4/mp4-reader.ts'

const publisher = { kind: 'publisher', protocol: 'rtmp', encoder: null, address: '192.0.2.1' } as const
const path = streamPathSchema.parse('live/test')

/** A stream whose newest keyframe is followed by so much that its first viewer gets a segment at once. */
function publish(node: MediaNode) {
  const stream = node.directory.publish(path, publisher)
  stream.push(videoConfig())
  stream.push(audioConfig())
  const play = (from_ms: number, until_ms: number) => {
    for (let at = from_ms; at < until_ms; at += 40) stream.push(videoUnit(at, at % 2000 === 0))
  }
  play(0, 1000)
  return { stream, play }
}

async function open(node: MediaNode) {
  const { stream, play } = publish(node)
  const base = `http://127.0.0.1:${node.media_port}`
  const opening = fetch(`${base}/live/test.m3u8`)
  await until('the viewer is there', () => stream.viewers === 1)
  play(1000, 2320)
  const master = await (await opening).text()
  const media = `${base}/live/${master.trim().split('\n').at(-1)}`
  const playlist = await (await fetch(media)).text()
  const segment = `${base}/live/test/${/^[a-z0-9]+-s0\.m4s$/m.exec(playlist)?.[0]}`
  return { stream, play, base, media, playlist, segment }
}

describe('HLS over HTTP', () => {
  test('gives a part of a segment to who asks for one, and all of it where the range says nothing', async () => {
    await using node = await startMediaNode()
    const { segment } = await open(node)
    const whole = Buffer.from(await (await fetch(segment)).arrayBuffer())
    const ask = async (range: string, more: Record<string, string> = {}) => {
      const answer = await fetch(segment, { headers: { range, ...more } })
      const body = Buffer.from(await answer.arrayBuffer())
      return [answer.status, answer.headers.get('content-range'), body.equals(whole) ? 'all' : body.toString('hex')]
    }
    const size = whole.length
    expect(await ask('bytes=4-7')).toEqual([206, `bytes 4-7/${size}`, whole.toString('hex', 4, 8)])
    expect(await ask('bytes=-3')).toEqual([
      206,
      `bytes ${size - 3}-${size - 1}/${size}`,
      whole.toString('hex', size - 3),
    ])
    expect(await ask('bytes=0-')).toEqual([206, `bytes 0-${size - 1}/${size}`, 'all'])
    expect(await ask(`bytes=${size}-`)).toEqual([416, `bytes */${size}`, ''])
    for (const range of ['bytes=5-2', 'bytes=0-1,4-5', 'lines=1-2', 'bytes=-']) expect((await ask(range))[0]).toBe(200)
    expect((await ask('bytes=4-7', { 'if-range': '"x"' }))[0]).toBe(200)
  })

  test('packs playlists for those who take them packed, and leaves out what they have', async () => {
    await using node = await startMediaNode()
    const { media, play } = await open(node)
    for (let at = 2320; at < 60_000; at += 4000) play(at, at + 4000)
    const ask = async (url: string, accepted: string) => {
      const answer = await fetch(url, { headers: { 'accept-encoding': accepted } })
      return { packed: answer.headers.get('content-encoding'), text: await answer.text() }
    }
    const plain = await ask(media, 'identity')
    expect(await ask(media, 'br, gzip')).toEqual({ packed: 'gzip', text: plain.text })
    expect(await ask(media, 'gzip;q=0')).toEqual(plain)
    const delta = await ask(`${media}&_HLS_skip=YES`, 'identity')
    const skipped = Number(/^#EXT-X-SKIP:SKIPPED-SEGMENTS=(\d+)$/m.exec(delta.text)?.[1])
    expect(skipped).toBeGreaterThan(2)
    expect(delta.text).not.toContain('EXT-X-MAP')
    const segments = (text: string) => text.split('\n').filter((line) => line.endsWith('.m4s'))
    expect(segments(delta.text)).toEqual(segments(plain.text).slice(skipped))
  })

  test('has the newest keyframe as a movie of one frame, new with the next keyframe and not before', async () => {
    await using node = await startMediaNode()
    const { play } = publish(node)
    const url = `http://127.0.0.1:${node.media_port}/live/test/keyframe.mp4`
    const first = await fetch(url)
    const etag = first.headers.get('etag') ?? ''
    const modified = first.headers.get('last-modified') ?? ''
    expect([first.status, first.headers.get('content-type')]).toEqual([200, 'video/mp4'])
    const bytes = Buffer.from(await first.arrayBuffer())
    expect(readSamples(bytes)).toMatchObject([{ sync: true, dts: 0, pts: 0 }])
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304)
    expect((await fetch(url, { headers: { 'if-modified-since': modified } })).status).toBe(304)
    play(1000, 2040)
    const next = await fetch(url, { headers: { 'if-none-match': etag } })
    expect([next.status, next.headers.get('etag') === etag]).toEqual([200, false])
    expect((await fetch(url, { method: 'HEAD' })).headers.get('content-length')).toBe(String(bytes.length))
    expect(node.directory.totals().viewers).toBe(0)
    const absent = await fetch(url.replace('test', 'none'))
    expect(absent.status).toBe(404)
    expect(await absent.json()).toMatchObject({
      error: { code: 'stream_not_found', details: { live: ['/live/test.flv'] } },
    })
  })

  test('lets any page and any cache have its segments, and a playlist for a moment', async () => {
    await using node = await startMediaNode()
    const { media, segment } = await open(node)
    const playlist = await fetch(media)
    expect(Object.fromEntries(playlist.headers)).toMatchObject({
      'content-type': 'application/vnd.apple.mpegurl',
      'cache-control': 'public, max-age=1',
      vary: 'Accept-Encoding',
      'access-control-allow-origin': '*',
    })
    const whole = await fetch(segment)
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'cache-control': 'public, max-age=31536000, immutable',
      'access-control-allow-origin': '*',
    })
    const size = (await whole.arrayBuffer()).byteLength
    expect(whole.headers.get('content-length')).toBe(String(size))
    const head = await fetch(segment, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(size)])
    expect((await fetch(segment, { method: 'OPTIONS' })).status).toBe(204)
    expect((await fetch(segment, { method: 'POST' })).status).toBe(405)
    expect(node.directory.totals().egress_bytes).toBeGreaterThan(size)
  })

  test('answers one request behind the other on one connection', async () => {
    await using node = await startMediaNode()
    const { media, segment } = await open(node)
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const ports = new Set<number | undefined>()
    for (const url of [media, segment, media, segment, `${segment}x`, segment.replace('-s0', '-s99'), media]) {
      const asked = httpRequest(url, { agent }).end()
      const [answer] = await once(asked, 'response')
      ports.add(asked.socket?.localPort)
      answer.resume()
      await once(answer, 'end')
      if (answer.headers.connection === 'close') ports.clear()
    }
    expect(ports.size).toBe(1)
    agent.destroy()
  })

  test('answers a waiting viewer when its part comes, and forgets one that leaves', async () => {
    await using node = await startMediaNode()
    const { media, play, stream, playlist } = await open(node)
    const [, hint, part] = /URI="([a-z0-9]+-s1p(\d+)\.m4s)"\n$/.exec(playlist) ?? []
    const leaving = new AbortController()
    const left = fetch(`${media}&_HLS_msn=2`, { signal: leaving.signal }).catch(() => 'left')
    const waiting = fetch(`${media}&_HLS_msn=1&_HLS_part=${part}`)
    leaving.abort()
    expect(await left).toBe('left')
    play(2320, 2600)
    expect(await (await waiting).text()).toContain(`URI="${hint}"`)
    const ended = fetch(`${media}&_HLS_msn=1`)
    stream.end('The publisher stopped.')
    expect(await (await ended).text()).toContain('#EXT-X-ENDLIST')
  })

  test('refuses nonsense with an error of the client', async () => {
    await using node = await startMediaNode()
    const { media, base } = await open(node)
    const status = async (url: string) => (await fetch(url)).status
    expect(await status(`${media}&_HLS_part=1`)).toBe(400)
    expect(await status(`${media}&_HLS_msn=x`)).toBe(400)
    expect(await status(`${media}&_HLS_msn=77`)).toBe(400)
    expect(await status(`${base}/live/none.m3u8`)).toBe(404)
    expect(await status(`${base}/live/test/aaaaaaaaaa-s0.m4s`)).toBe(404)
    expect(await status(`${base}/live/test/..%2f..%2fetc.m4s`)).toBe(404)
    const { error } = (await (await fetch(`${base}/live/none.m3u8`)).json()) as {
      error: { code: string; details: object }
    }
    expect(error).toMatchObject({ code: 'stream_not_found', details: { live: ['/live/test.flv'] } })
  })

  test('closes a connection that sends many requests without reading, or a stream request behind one that waits', async () => {
    await using node = await startMediaNode()
    const { media } = await open(node)
    const target = media.replace(/^http:\/\/[^/]+/, '')
    const waits = `GET ${target}&_HLS_msn=2 HTTP/1.1\r\nHost: x\r\n\r\n`
    const many = await dial(node.media_port)
    many.socket.write(waits.repeat(50))
    await many.closed
    const mixed = await dial(node.media_port)
    mixed.socket.write(`${waits}GET /live/test.flv HTTP/1.1\r\nHost: x\r\n\r\n`)
    await mixed.closed
    expect(mixed.received().length + many.received().length).toBe(0)
    expect(await request(node.media_port, 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n')).toContain('ok')
  })
})
