import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { streamPathSchema } from '#contract/ids.ts'
import { audioConfig, audioUnit, videoConfig, videoUnit } from '../../media/media-fixtures.ts'
import { encodeAmf } from '../flv/amf0.ts'
import { loopFile } from '../flv/file-loop.ts'
import { tagTypeOf } from '../flv/from-stream.ts'
import { FlvError, fileHeader, SCRIPT_TAG, writeTag } from '../flv/wire.ts'
import { startMediaNode, until } from '../protocol-fixtures.ts'
import { PublishError, parsePublishUrl } from './publish-client.ts'
import { publishFile } from './publish-file.ts'

const log = pino({ level: 'silent' })
const path = streamPathSchema.parse('live/test')
let folder = ''
let clip = ''

/** A clip of 400 ms: ten frames from 1000 ms on, with sound that begins before and ends behind them. */
async function writeClip(file: string): Promise<void> {
  const units = [videoConfig(), audioConfig()]
  for (let at = 980; at <= 1420; at += 20) {
    if (at >= 1000 && at < 1400 && at % 40 === 0) units.push(videoUnit(at, at === 1000))
    units.push(audioUnit(at))
  }
  const metadata = encodeAmf(
    'onMetaData',
    new Map<string, number>([
      ['width', 1280],
      ['duration', 0.4],
    ]),
  )
  const tags = units.map((unit) => writeTag(tagTypeOf(unit), unit.dts_ms, unit.body))
  await writeFile(file, Buffer.concat([fileHeader(true, true), writeTag(SCRIPT_TAG, 0, metadata), ...tags]))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'headwater-publish-'))
  clip = join(folder, 'clip.flv')
  await writeClip(clip)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a file in a loop', () => {
  test('runs on in even steps of time across its end, and says its headers once', async () => {
    const stop = new AbortController()
    const video: number[] = []
    const audio: number[] = []
    const configs: string[] = []
    for await (const unit of loopFile(clip, true, stop.signal)) {
      if (unit.config) configs.push(unit.kind)
      else if (unit.kind === 'video') video.push(unit.dts_ms)
      else audio.push(unit.dts_ms)
      if (video.length === 35) break
    }
    expect(video).toEqual(video.map((_, index) => index * 40))
    expect(audio.slice(0, 60)).toEqual(audio.slice(0, 60).map((_, index) => index * 20))
    expect(configs).toEqual(['metadata', 'video', 'audio'])
  })

  test('does not claim the length of the file', async () => {
    for await (const unit of loopFile(clip, false, AbortSignal.timeout(5000))) {
      if (unit.kind !== 'metadata') break
      expect([...(unit.values?.keys() ?? [])]).toEqual(['width'])
      expect(unit.body.includes('duration')).toBe(false)
    }
  })

  test('that is no FLV is refused in words', async () => {
    const file = join(folder, 'no.flv')
    await writeFile(file, 'something else entirely')
    await expect(loopFile(file, true, AbortSignal.timeout(5000)).next()).rejects.toThrow(FlvError)
  })
})

describe('publishing a file', () => {
  test('takes as long as the file lasts and ends the stream behind it', async () => {
    await using node = await startMediaNode()
    const began = performance.now()
    const url = `rtmp://127.0.0.1:${node.rtmp_port}/live/test`
    await publishFile({ file: clip, url, loop: false, log, signal: AbortSignal.timeout(10_000) })
    expect(performance.now() - began).toBeGreaterThan(340)
    await until('the stream has ended', () => node.directory.find(path) === undefined)
    const ended = node.logged.find(({ event }) => event === 'stream.ended')
    expect(ended).toMatchObject({ frames: 30, reason: 'The publisher stopped.' })
  })

  test('in a loop connects again when it is cut off, until it is stopped', async () => {
    await using node = await startMediaNode()
    const stop = new AbortController()
    const url = `rtmp://127.0.0.1:${node.rtmp_port}/live/test`
    const publishing = publishFile({ file: clip, url, loop: true, log, signal: stop.signal })
    await until('the stream is live', () => node.directory.find(path)?.facts().state === 'live')
    node.directory.find(path)?.end('An operator ended the stream.')
    await until('the stream is live again', () => node.directory.find(path)?.facts().state === 'live')
    stop.abort()
    await publishing
    await until('the stream has ended', () => node.directory.find(path) === undefined)
  })

  test('to nobody fails when it is not looped, with an address that shows no key', async () => {
    const url = 'rtmp://127.0.0.1:1/live/test?key=secret'
    const publishing = publishFile({ file: clip, url, loop: false, log, signal: AbortSignal.timeout(10_000) })
    await expect(publishing).rejects.toThrow(PublishError)
    await expect(publishing).rejects.not.toThrow('secret')
  })

  test.each(['http://host/live/test', 'rtmp://host/live', 'rtmp://host/a/b/c', 'nonsense'])(
    'to %s is refused',
    (url) => {
      expect(() => parsePublishUrl(url)).toThrow('rtmp://HOST[:PORT]/APP/NAME')
    },
  )

  test('to an address of IPv6 with a query names its parts', () => {
    expect(parsePublishUrl('rtmp://[::1]:1936/live/test?key=x')).toEqual({
      host: '::1',
      port: 1936,
      secure: false,
      app: 'live',
      name: 'test?key=x',
    })
  })
})
