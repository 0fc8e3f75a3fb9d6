import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MediaNode, run, startMediaNode, until } from '../../node-runtime/protocols/protocol-fixtures.ts'
import { HlsFollower } from '../harness/hls-follower.ts'
import { STREAMS } from '../harness/streams-to-publish.ts'
import { UnitPublisher } from '../harness/unit-publisher.ts'

const names = Object.keys(STREAMS) as (keyof typeof STREAMS)[]
const CONTAINERS = ['fmp4', 'ts'] as const
const shapes = names.flatMap((name) => CONTAINERS.map((container) => [name, container] as const))

/** Codecs that each stream has in a container, as ffprobe names them. */
function codecsOf(name: keyof typeof STREAMS, container: (typeof CONTAINERS)[number]): string[] {
  const known = { avc1: 'h264', hvc1: 'hevc', mp4a: 'aac', Opus: 'opus' } as const
  const carried = STREAMS[name].filter(({ fourcc }) => container === 'fmp4' || fourcc !== 'Opus')
  return carried.map(({ fourcc }) => known[fourcc]).sort()
}

describe('HLS', () => {
  let node: MediaNode
  const publishers: UnitPublisher[] = []
  const url = (name: string, container = 'fmp4') =>
    `http://127.0.0.1:${node.media_port}/live/${name}.m3u8${container === 'ts' ? '?container=ts' : ''}`

  beforeAll(async () => {
    node = await startMediaNode()
    const base = `rtmp://127.0.0.1:${node.rtmp_port}/live`
    publishers.push(...(await Promise.all(names.map((name) => UnitPublisher.start(`${base}/${name}`, STREAMS[name])))))
    const live = () => node.directory.list().filter((stream) => stream.facts().state === 'live').length
    await until('all are live', () => live() === names.length)
  })
  afterAll(async () => {
    await Promise.all(publishers.map((publisher) => publisher[Symbol.asyncDispose]()))
    await node?.stop()
  })

  test.concurrent.for(shapes)('of %s in %s keeps every rule from reload to reload', async ([name, container]) => {
    const follower = await HlsFollower.open(url(name, container))
    await follower.follow(20)
    expect(follower.files.size).toBeGreaterThan(container === 'ts' ? 1 : 10)
    const several = name === 'tracks'
    expect(follower.renditions.map(({ kind }) => kind)).toEqual(
      several ? ['sound', 'sound', 'variant', 'variant'] : ['variant'],
    )
    if (several) {
      const sizes = follower.renditions.map(({ attributes }) => attributes.get('RESOLUTION'))
      expect(sizes).toEqual([undefined, undefined, '640x360', '320x180'])
      expect(follower.renditions[0]?.attributes.get('DEFAULT')).toBe('YES')
    }
  })

  test.concurrent.for(shapes)('of %s in %s is read by ffprobe to the last frame', async ([name, container]) => {
    const show = ['-v', 'error', '-show_streams', '-show_packets', '-read_intervals', '%+5', '-of', 'json']
    const read = await run('ffprobe', [...show, url(name, container)], AbortSignal.timeout(50_000))
    const { streams, packets } = JSON.parse(read) as {
      streams: { codec_name: string }[]
      packets: { stream_index: number; dts_time?: string }[]
    }
    expect(streams.map(({ codec_name }) => codec_name).sort()).toEqual(codecsOf(name, container))
    for (const index of streams.keys()) {
      const times = packets.filter(({ stream_index }) => stream_index === index).map(({ dts_time }) => Number(dts_time))
      expect(times.length).toBeGreaterThan(50)
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0))
      expect(Math.max(...gaps)).toBeLessThan(0.13)
    }
  })
})
