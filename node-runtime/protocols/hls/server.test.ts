import { pino } from 'pino'
import { describe, expect, onTestFinished, test } from 'vitest'
import { streamPathSchema } from '#contract/ids.ts'
import { nobodyCounts } from '../../media/admission.ts'
import { openDoor, showsNothing } from '../../media/admission-fixtures.ts'
import { Departure } from '../../media/departure.ts'
import { audioConfig, audioUnit, ManualClock, videoConfig, videoUnit } from '../../media/media-fixtures.ts'
import { StreamDirectory } from '../../media/stream-directory.ts'
import { NodeNotAcceptingError, StreamNotFoundError, ViewerNotAllowedError } from '../../media/stream-errors.ts'
import type { HlsAnswer } from './answer.ts'
import { parseHlsRequest } from './hls-request.ts'
import type { HlsLimits } from './limits.ts'
import { HlsServer } from './server.ts'

const path = streamPathSchema.parse('live/test')
const publisher = { kind: 'publisher', protocol: 'rtmp', encoder: null, address: '192.0.2.1' } as const
const log = pino({ level: 'silent' })
const viewer = { address: '192.0.2.9', hops: [], ticket: null, referrer: null, shown: showsNothing }
const OTHER_NODE = { node_id: 'b', address: '192.0.2.2', rtmp_port: 1935, media_port: 8080 }

/** A server over one stream whose time a test moves on: 25 pictures a second, a keyframe every second. */
function start(limits: Partial<HlsLimits> = {}) {
  const clock = new ManualClock()
  const directory = new StreamDirectory({
    packagers: [],
    limits: { subscriber_buffer_bytes: 1e6, gop_cache_bytes: 1e7, gop_cache_ms: 15_000, group_interval_ms: 100 },
    log,
    clock,
  })
  let refusal: string | null = null
  let guarded = false
  const departure = new Departure(clock)
  const server = new HlsServer({
    findHere: (asked) => directory.find(asked),
    resolver: async (asked) => {
      const stream = directory.find(asked)
      if (!stream) throw new StreamNotFoundError(asked, `Nobody publishes ${asked} now.`)
      return stream
    },
    admission: {
      ...openDoor,
      play: async () => {
        if (refusal) throw new NodeNotAcceptingError(refusal)
        return nobodyCounts
      },
      fetch: () => {
        if (guarded) throw new ViewerNotAllowedError('It is fetched with a grant.')
      },
      elsewhere: (_role, _path, hops) => ({ node: OTHER_NODE, hops: [...hops, '3f2a91c0'] }),
    },
    limits,
    clock,
    departure,
    log,
  })
  onTestFinished(() => server.stop())
  const stream = directory.publish(path, publisher)
  stream.push(videoConfig())
  stream.push(audioConfig())
  let at_ms = 0
  return {
    clock,
    departure,
    directory,
    server,
    stream,
    guard: () => {
      guarded = true
    },
    refuse: (reason: string) => {
      refusal = reason
    },
    /** Publishes for so long. */
    play(ms: number) {
      for (const until = at_ms + ms; at_ms < until; at_ms += 40) {
        stream.push(videoUnit(at_ms, at_ms % 1000 === 0))
        stream.push(audioUnit(at_ms))
      }
    },
    ask(target: string, signal: AbortSignal = AbortSignal.timeout(10_000)): Promise<HlsAnswer> {
      const [location = '', query = ''] = target.split('?')
      const request = parseHlsRequest(location, query)
      if (!request || request.kind === 'bad') throw new Error(`no request: ${target}`)
      return server.answer(request, { ...viewer, gzip: false, needs_run_up: false, signal })
    },
  }
}

type Started = ReturnType<typeof start>

function text(answer: HlsAnswer): string {
  if (answer?.kind !== 'bytes') throw new Error(`no bytes: ${JSON.stringify(answer)}`)
  return Buffer.concat(answer.body).toString()
}

/** Where the media playlist is, session and all. */
async function open(node: Started): Promise<string> {
  const master = text(await node.ask('/live/test.m3u8'))
  return `/live/${master.trim().split('\n').at(-1)}`
}

/** Opens the stream as its first viewer, and publishes until two segments of two seconds are whole and the third has begun. */
async function begin(node: Started): Promise<string> {
  node.play(40)
  const opening = open(node)
  await settled()
  node.play(4000)
  return await opening
}

const uris = (playlist: string) => playlist.split('\n').filter((line) => line.endsWith('.m4s'))
/** Lets what was settled run. */
const settled = () => new Promise((resolve) => setImmediate(resolve))
/** Whether a promise is settled by now. */
async function isOver(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending')
  await settled()
  return (await Promise.race([promise, Promise.resolve(pending)])) !== pending
}

describe('HLS of a stream', () => {
  test('gives its segments and its newest picture to nobody whom the door does not let fetch them', async () => {
    const node = start()
    const media_url = await begin(node)
    const [segment = ''] = uris(text(await node.ask(media_url)))
    node.guard()
    for (const target of [`/live/test/${segment}`, '/live/test/keyframe.mp4'])
      await expect(node.ask(target)).rejects.toBeInstanceOf(ViewerNotAllowedError)
  })

  test('begins when its first segment is whole, with a playlist of what is in it', async () => {
    const node = start()
    node.play(1500)
    const opening = open(node)
    expect(await isOver(opening)).toBe(false)
    node.play(3000)
    const media = text(await node.ask(await opening))
    expect(media).toContain('#EXT-X-TARGETDURATION:2\n')
    expect(media).toContain('#EXT-X-PART-INF:PART-TARGET=0.202\n')
    expect(media).toContain(
      '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12,PART-HOLD-BACK=0.606,HOLD-BACK=6\n',
    )
    expect(media).toContain('#EXT-X-INDEPENDENT-SEGMENTS\n')
    expect(media).not.toContain('#EXT-X-ENDLIST')
    expect(uris(media)).toHaveLength(1)
    const tag = /"([a-z0-9]{10})-i0\.mp4"/.exec(media)?.[1]
    const init = await node.ask(`/live/test/${tag}-i0.mp4`)
    expect(init).toMatchObject({ headers: { 'Content-Type': 'video/mp4', 'Cache-Control': /immutable/ } })
    expect(text(init).slice(4, 8)).toBe('ftyp')
    const whole = text(await node.ask(`/live/test/${uris(media)[0]}`))
    const parts = await Promise.all(
      Array.from({ length: 10 }, (_, part) => node.ask(`/live/test/${tag}-s0p${part}.m4s`)),
    )
    expect(parts.map(text).join('')).toBe(whole)
  })

  test('answers a blocking reload as soon as the part is there, and the hinted part with it', async () => {
    const node = start()
    const url = await begin(node)
    const media = text(await node.ask(url))
    const [, hint = '', msn, part] = /PRELOAD-HINT:TYPE=PART,URI="([a-z0-9]+-s(\d+)p(\d+)\.m4s)"/.exec(media) ?? []
    const reload = node.ask(`${url}&_HLS_msn=${msn}&_HLS_part=${part}`)
    const hinted = node.ask(`/live/test/${hint}`)
    node.play(120)
    expect(await isOver(reload)).toBe(false)
    node.play(120)
    expect(text(await reload)).toContain(`URI="${hint}"`)
    expect(text(await hinted)).toContain('moof')
    const segment = node.ask(`${url}&_HLS_msn=${msn}`)
    expect(await isOver(segment)).toBe(false)
    node.play(2000)
    expect(uris(text(await segment)).at(-1)).toMatch(new RegExp(`-s${msn}\\.m4s$`))
  })

  test('takes a part behind the last of a segment for the first of the next', async () => {
    const node = start()
    const url = await begin(node)
    const beyond = node.ask(`${url}&_HLS_msn=1&_HLS_part=50`)
    expect(await isOver(beyond)).toBe(false)
    node.play(240)
    expect(text(await beyond)).toMatch(/-s2p0\.m4s",INDEPENDENT=YES\n/)
  })

  test('refuses what is too far ahead, and does not know what is not there', async () => {
    const node = start()
    const url = await begin(node)
    const ahead = [`${url}&_HLS_msn=9`, `${url}&_HLS_msn=2&_HLS_part=900`]
    for (const target of ahead) expect(await node.ask(target)).toMatchObject({ kind: 'error', status: 400 })
    const tag = /\/([a-z0-9]{10})\.m3u8/.exec(url)?.[1]
    const absent = [
      `${tag}-s9.m4s`,
      `${tag}-s9p0.m4s`,
      `${tag}-s0p99.m4s`,
      `${tag}-i7.mp4`,
      'aaaaaaaaaa.m3u8',
      'aaaaaaaaaa-s0.m4s',
    ]
    for (const name of absent)
      expect(await node.ask(`/live/test/${name}`)).toMatchObject({ kind: 'error', status: 404 })
    expect(await node.ask(`/live/other/${tag}.m3u8`)).toMatchObject({ status: 404 })
    await expect(node.ask('/live/other.m3u8')).rejects.toThrow(StreamNotFoundError)
  })

  test('bounds waiting in time and in number, and forgets those who left', async () => {
    const node = start({ max_waiting: 2 })
    const url = await begin(node)
    const left = new AbortController()
    const first = node.ask(`${url}&_HLS_msn=2`, left.signal)
    const second = node.ask(`${url}&_HLS_msn=2`)
    expect(await node.ask(`${url}&_HLS_msn=2`)).toMatchObject({ status: 503, code: 'too_many_waiting' })
    left.abort()
    expect(await first).toBeNull()
    const third = node.ask(`${url}&_HLS_msn=2`)
    expect(await isOver(third)).toBe(false)
    node.clock.advance(6000)
    expect(await second).toMatchObject({ status: 503, code: 'nothing_new' })
    expect(await third).toMatchObject({ status: 503 })
  })

  test('counts a viewer by its session, and lets go of the stream three target durations behind the last request', async () => {
    const node = start()
    const [one, two] = [await begin(node), await open(node)]
    expect(node.stream.viewers).toBe(2)
    for (let second = 0; second < 10; second++) {
      node.clock.advance(1000)
      node.play(1000)
      await node.ask(one)
    }
    expect(node.stream.viewers).toBe(1)
    expect(await node.ask(two)).toMatchObject({ kind: 'bytes' })
    expect(node.stream.viewers).toBe(2)
    node.clock.advance(8000)
    expect(node.stream.viewers).toBe(0)
    expect(await node.ask(one)).toMatchObject({ status: 404 })
    expect(node.clock.pending).toBe(0)
    const again = open(node)
    await settled()
    node.play(4000)
    expect(await again).not.toBe(one)
  })

  test('begins with all tracks of a stream whose sound is announced a moment later', async () => {
    const node = start()
    const other = node.directory.publish(streamPathSchema.parse('live/later'), publisher)
    other.push(videoConfig())
    other.push(videoUnit(0, true))
    const opening = node.ask('/live/later.m3u8')
    await settled()
    other.push(audioConfig())
    await settled()
    for (let at = 40; at < 8000; at += 40) {
      other.push(videoUnit(at, at % 1000 === 0))
      other.push(audioUnit(at))
    }
    const master = text(await opening)
    expect(master).toContain('CODECS="avc1.4d401f,mp4a.40.2"')
    const media = text(await node.ask(`/live/${master.trim().split('\n').at(-1)}`))
    expect(media).not.toContain('#EXT-X-DISCONTINUITY\n')
    expect(other.viewers).toBe(1)
  })

  test('counts a viewer once who goes on in another container, and names of the two never mix', async () => {
    const node = start()
    const url = await begin(node)
    const session = new URLSearchParams(url.split('?')[1]).get('session')
    const opening = node.ask(`/live/test.m3u8?container=ts&session=${session}`)
    await settled()
    node.play(4000)
    const master = text(await opening)
    expect(node.stream.viewers).toBe(1)
    const media = text(await node.ask(`/live/${master.trim().split('\n').at(-1)}`))
    expect(media).toContain('#EXT-X-VERSION:3\n')
    expect(media).not.toContain('EXT-X-MAP')
    const [segment = ''] = media.split('\n').filter((line) => line.endsWith('.ts'))
    const answer = await node.ask(`/live/test/${segment}`)
    expect(answer).toMatchObject({ headers: { 'Content-Type': 'video/mp2t' } })
    expect(await node.ask(`/live/test/${segment.replace('.ts', '.m4s')}`)).toMatchObject({ status: 404 })
  })

  test('keeps who cannot begin with less waiting until there are three target durations', async () => {
    const node = start()
    await begin(node)
    const request = parseHlsRequest('/live/test.m3u8', '')
    if (request?.kind !== 'master') throw new Error('no master')
    const careful = { ...viewer, gzip: false, needs_run_up: true, signal: AbortSignal.timeout(10_000) }
    const opening = node.server.answer(request, careful)
    expect(await isOver(opening)).toBe(false)
    node.play(4000)
    expect(text(await opening)).toContain('#EXT-X-STREAM-INF')
  })

  test('does not lose the viewer that waits for the first segment of a stream with few keyframes', async () => {
    const node = start({ max_segment_ms: 12_000 })
    node.stream.push(videoUnit(0, true))
    const opening = open(node)
    for (let at = 40; at <= 12_280; at += 40) {
      node.stream.push(videoUnit(at))
      node.clock.advance(40)
      if (at % 400 === 0) await settled()
    }
    expect(text(await node.ask(await opening))).toContain('#EXT-X-TARGETDURATION:12\n')
    expect(node.stream.viewers).toBe(1)
  })

  test('ends with the stream: those who wait get the end of the list at once, and the last segments stay for a while', async () => {
    const node = start()
    const url = await begin(node)
    const waiting = node.ask(`${url}&_HLS_msn=2`)
    node.stream.end('The publisher stopped.')
    const media = text(await waiting)
    expect(media).toContain('#EXT-X-ENDLIST')
    expect(media).not.toContain('PRELOAD-HINT')
    for (const name of uris(media)) expect(await node.ask(`/live/test/${name}`)).toMatchObject({ kind: 'bytes' })
    expect(text(await node.ask(`${url}&_HLS_msn=90`))).toContain('#EXT-X-ENDLIST')
    expect(node.stream.viewers).toBe(0)
    node.clock.advance(60_000)
    expect(await node.ask(url)).toMatchObject({ status: 404 })
    expect(node.clock.pending).toBe(0)
  })

  test('says a discontinuity where the codec changes, and counts it when it has left the list', async () => {
    const node = start()
    const url = await begin(node)
    node.stream.push(
      videoConfig('0164001fffe1001867640028acd940780227e5c044000003000400000300f03c60c65801000568ebecb22c'),
    )
    node.play(4000)
    const media = text(await node.ask(url))
    expect(media.split('#EXT-X-DISCONTINUITY\n')).toHaveLength(2)
    expect(media).toMatch(/#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="[a-z0-9]+-i1\.mp4"\n/)
    expect(media).toContain('#EXT-X-DISCONTINUITY-SEQUENCE:0')
    node.play(40_000)
    const later = text(await node.ask(url))
    expect(later).not.toContain('#EXT-X-DISCONTINUITY\n')
    expect(later).toContain('#EXT-X-DISCONTINUITY-SEQUENCE:1')
    expect(later).toMatch(/#EXT-X-MAP:URI="[a-z0-9]+-i1\.mp4"\n/)
    expect(uris(later).length).toBeLessThan(13)
  })

  test('keeps serving whom it serves while the node drains, and takes nobody new', async () => {
    const node = start()
    const url = await begin(node)
    node.refuse('This node is draining.')
    expect(await node.ask(url)).toMatchObject({ kind: 'bytes' })
    await expect(node.ask('/live/test.m3u8')).rejects.toThrow('draining')
    await expect(node.ask(url.replace(/session=.*/, 'session=somebody-else'))).rejects.toThrow('draining')
  })

  test('of a codec that HLS does not carry says so at once', async () => {
    const node = start()
    const other = node.directory.publish(streamPathSchema.parse('live/mp3'), publisher)
    const opening = node.ask('/live/mp3.m3u8')
    for (let at = 0; at < 2000; at += 26) other.push({ ...audioUnit(at), codec: 'mp3', payload_offset: 1 })
    expect(await opening).toMatchObject({ status: 404, code: 'not_playable' })
  })

  test('holds no more than its bound, however much is sent', async () => {
    const node = start({ max_bytes: 2_000_000 })
    node.stream.push(videoUnit(0, true, 20_000))
    const opening = open(node)
    await settled()
    for (let at = 40; at < 60_000; at += 40) node.stream.push(videoUnit(at, at % 1000 === 0, 20_000))
    const media = text(await node.ask(await opening))
    let held = 0
    for (const name of uris(media)) held += text(await node.ask(`/live/test/${name}`)).length
    expect(held).toBeLessThan(2_500_000)
  })
})

describe('HLS on a node that drains', () => {
  const moved = async (answer: Promise<HlsAnswer>) => {
    const given = await answer
    return given?.kind === 'moved' ? given : null
  }

  test('sends each viewer on with a request for its playlist, when its moment has come, and goes on answering what it plays', async () => {
    const node = start()
    const media = await begin(node)
    const playlist = text(await node.ask(media))
    node.departure.begin(240_000)
    for (let second = 0; second < 30; second++) {
      node.clock.advance(1_000)
      if (await moved(node.ask(media))) break
    }
    const first = await moved(node.ask(`${media}&_HLS_msn=2&_HLS_part=1&_HLS_skip=YES`))
    const session = new URLSearchParams(media.split('?')[1]).get('session')
    // It has asked before, and is told on by the numbers that it knows: the newest segment here is number 1, and begins at 2 s.
    expect(first).toMatchObject({
      elsewhere: { node: { node_id: 'b' } },
      target: `/live/test/playlist.m3u8?container=fmp4&rendition=0&session=${session}&from=1.2000&_HLS_msn=2&_HLS_part=1&_HLS_skip=YES`,
    })
    const segment = uris(playlist)[0]
    expect(await node.ask(`/live/test/${segment}`)).toMatchObject({ kind: 'bytes' })
    expect(await isOver(node.ask('/live/test.m3u8'))).toBe(true)
  })

  test('counts a viewer who was sent on no more after three target durations, and knows where to send it still', async () => {
    const node = start()
    const media = await begin(node)
    expect(node.stream.viewers).toBe(1)
    node.departure.begin(0)
    expect((await moved(node.ask(`${media}&_HLS_msn=2`)))?.target).not.toContain('_HLS')
    for (let second = 0; second < 8; second++) node.clock.advance(1_000)
    expect(node.stream.viewers).toBe(0)
    expect(await moved(node.ask(media))).not.toBe(null)
    node.departure.cancel()
    expect(await node.ask(media)).toMatchObject({ kind: 'error', status: 404 })
  })

  test('takes up a viewer who comes from another node, under the names it has here', async () => {
    const node = start()
    node.play(40)
    const target = '/live/test/playlist.m3u8?container=fmp4&rendition=0&session=abcdefgh'
    const asked = node.ask(`${target}&_HLS_msn=900`)
    await settled()
    node.play(4000)
    const playlist = text(await asked)
    expect(playlist).toContain('#EXT-X-MEDIA-SEQUENCE:0')
    expect(node.stream.viewers).toBe(1)
    expect(await node.ask(`/live/test/${uris(playlist)[0]}`)).toMatchObject({ kind: 'bytes' })
    expect(text(await node.ask(target))).toBe(playlist)
    expect(node.stream.viewers).toBe(1)
    // One who says where it was is told on by the numbers that it knows, and asks by them.
    const told = `${target.replace('abcdefgh', 'hgfedcba')}&from=900.0`
    expect(text(await node.ask(told))).toBe(playlist.replace('SEQUENCE:0', 'SEQUENCE:900'))
    expect(text(await node.ask(`${told}&_HLS_msn=900`))).toContain('#EXT-X-MEDIA-SEQUENCE:900')
  })
})
