import { once } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StreamPath } from '#contract/ids.ts'
import { openDoor } from '../media/admission-fixtures.ts'
import type { LiveStream } from '../media/live-stream.ts'
import { audioUnit, linePackager, RecordingSink, videoConfig, videoUnit } from '../media/media-fixtures.ts'
import { StreamDirectory } from '../media/stream-directory.ts'
import { StreamNotFoundError } from '../media/stream-errors.ts'
import { fixedCertificate } from '../protocols/tls/certificate.ts'
import { OwnerLine } from './owner-line.ts'
import { PulledStreams } from './pulled-streams.ts'
import { ThreadCounters } from './thread-counters.ts'
import { errorOf } from './thread-errors.ts'
import { readBatch } from './unit-batch.ts'
import { UnitSender } from './unit-sender.ts'
import { WorkerDirectory } from './worker-directory.ts'
import { WorkerLink } from './worker-link.ts'

const path = 'live/test' as StreamPath
const never = new AbortController().signal
const log = pino({ level: 'silent' })
const limits = {
  subscriber_buffer_bytes: 4 << 20,
  gop_cache_bytes: 16 << 20,
  gop_cache_ms: 15_000,
  group_interval_ms: 0,
}
const origin = { kind: 'publisher', protocol: 'rtmp', encoder: null, address: '127.0.0.1' } as const

/** Both ends of the line in one thread: what a test sees is the order of what is said, as between two. */
class TwoEnds {
  readonly owner = new StreamDirectory({ packagers: [linePackager], limits, log })
  readonly worker: WorkerDirectory
  readonly pulled: PulledStreams
  readonly link: WorkerLink
  /** How many viewers the owner counted, change by change. */
  readonly counted: number[] = []
  resolved = 0
  /** The worker takes nothing out of its messages. */
  stuck = false

  constructor(window_bytes = 1e6, linger_ms = 60_000) {
    const { port1, port2 } = new MessageChannel()
    const counters = new ThreadCounters()
    this.link = new WorkerLink({
      number: 1,
      port: port1,
      counters,
      window_bytes,
      log,
      owner: {
        directory: this.owner,
        admission: openDoor,
        hls: { answer: async () => null },
        certificate: fixedCertificate({ certificate_pem: '', key_pem: '' }),
        pages: new Map(),
        countRefused: () => undefined,
        resolver: async (asked) => {
          this.resolved++
          const stream = this.owner.find(asked)
          if (!stream) throw new StreamNotFoundError(asked, 'Nobody publishes it.')
          return stream
        },
      },
      onReady: () => undefined,
      onStopped: () => undefined,
    })
    this.owner.on('subscribers', ({ viewers }) => this.counted.push(viewers))
    const line = new OwnerLine(port2, counters)
    const sender = new UnitSender({
      window_bytes,
      taken: () => counters.takenBy('owner'),
      post: (batch) => line.post({ type: 'units', batch }, [batch]),
      soon: setImmediate,
      onSkipped: () => undefined,
    })
    this.worker = new WorkerDirectory({ packagers: [linePackager], limits, log, line, sender })
    this.pulled = new PulledStreams({ directory: this.worker, line, linger_ms })
    const read = (batch: ArrayBuffer) => {
      if (!this.stuck) counters.addTaken('worker', batch.byteLength)
      readBatch(batch, (pull, unit) => this.pulled.push(pull, unit))
    }
    line.listen((word) => {
      if (word.type === 'units') read(word.batch)
      else if (word.type === 'opened') this.pulled.opened(word, () => read(word.batch))
      else if (word.type === 'held') this.pulled.held(word.path)
      else if (word.type === 'refused') this.pulled.refused(word.path, errorOf(word.error))
      else if (word.type === 'pull_over') this.pulled.over(word.pull, word.end)
    })
  }

  publish(): LiveStream {
    const stream = this.owner.publish(path, origin)
    stream.push(videoConfig())
    stream.push(videoUnit(0, true))
    stream.push(videoUnit(40))
    return stream
  }

  async watch() {
    const stream = await this.pulled.resolve(path, never)
    const sink = new RecordingSink()
    const subscription = stream.attach({ format: 'flv', latency: 'low', kind: 'viewer', sink, id: 'test' })
    return { stream, sink, leave: () => subscription.detach() }
  }

  close(): void {
    this.link.close('over')
  }
}

/** Until everything that was said has been heard. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}

const open: TwoEnds[] = []
function ends(window_bytes?: number, linger_ms?: number): TwoEnds {
  const made = new TwoEnds(window_bytes, linger_ms)
  open.push(made)
  return made
}
beforeEach(() => void open.splice(0))
afterEach(() => {
  for (const made of open) made.close()
})

describe('a stream that a worker reads from its owner', () => {
  test('gives a viewer the newest group of pictures in its first write, and all that follows', async () => {
    const both = ends()
    const stream = both.publish()
    const viewer = await both.watch()
    expect(viewer.sink.writes).toHaveLength(1)
    expect(viewer.sink.text).toBe('HEAD\nVC@0\nV!@0\nV@40\n')
    stream.push(videoUnit(80))
    stream.push(audioUnit(85))
    stream.push(videoUnit(120, true))
    await quiet()
    expect(viewer.sink.text).toBe('HEAD\nVC@0\nV!@0\nV@40\nV@80\nA@85\nV!@120\n')
    expect(viewer.stream.session_id).toBe(stream.session_id)
  })

  test('is read once, however many watch, and counts for all of them', async () => {
    const both = ends()
    const stream = both.publish()
    const viewers = await Promise.all([both.watch(), both.watch(), both.watch()])
    await quiet()
    expect(both.resolved).toBe(1)
    expect(stream.viewers).toBe(3)
    expect(both.link.viewers).toBe(3)
    for (const viewer of viewers) viewer.leave()
    await quiet()
    expect(stream.viewers).toBe(0)
  })

  test('never counts as watched by nobody while a viewer is on the way to it', async () => {
    const both = ends()
    both.publish()
    const first = await both.watch()
    await quiet()
    first.leave()
    await quiet()
    expect(both.counted).toEqual([1, 0])
    // It lingers on the worker; the owner hears of the next viewer before that one is let in.
    const [second] = await Promise.all([both.watch()])
    expect(both.counted).toEqual([1, 0, 1])
    await quiet()
    expect(both.counted).toEqual([1, 0, 1])
    expect(both.resolved).toBe(1)
    second?.leave()
  })

  test('is let go some time after its last viewer, and opened anew for the next', async () => {
    const both = ends(1e6, 1)
    const stream = both.publish()
    const first = await both.watch()
    first.leave()
    await once(first.stream.ended, 'abort')
    await quiet()
    expect(both.worker.list()).toEqual([])
    expect(stream.viewers).toBe(0)
    stream.push(videoUnit(80))
    const second = await both.watch()
    expect(second.sink.text).toContain('V!@0')
    expect(both.resolved).toBe(2)
  })

  test('ends with the owner’s, in its words', async () => {
    const both = ends()
    const stream = both.publish()
    const viewer = await both.watch()
    stream.push(videoUnit(80))
    stream.end('An operator ended it.')
    await quiet()
    expect(viewer.sink.text).toContain('V@80')
    expect(viewer.sink.ends).toEqual([{ code: 'stream_ended', message: 'An operator ended it.' }])
    expect(both.worker.list()).toEqual([])
  })

  test('that nobody publishes is refused with the owner’s reason', async () => {
    await expect(ends().watch()).rejects.toMatchObject({ code: 'stream_not_found', message: 'Nobody publishes it.' })
  })

  test('is asked for no longer when all who wanted it have left', async () => {
    const both = ends()
    const stream = both.publish()
    const left = new AbortController()
    const asked = both.pulled.resolve(path, left.signal)
    left.abort(new Error('The viewer left.'))
    await expect(asked).rejects.toThrow('The viewer left.')
    await quiet()
    expect(stream.viewers).toBe(0)
    expect((await both.watch()).sink.text).toContain('V!@0')
  })

  test('is left out up to a keyframe while the worker takes nothing, and the owner holds no more than the window', async () => {
    const both = ends(2_000)
    const stream = both.publish()
    const viewer = await both.watch()
    both.stuck = true
    for (let dts_ms = 80; dts_ms < 10_000; dts_ms += 40) stream.push(videoUnit(dts_ms, dts_ms % 1_000 === 0))
    await quiet()
    const seen = viewer.sink.text.split('\n').length
    expect(seen).toBeLessThan(50)
    stream.end('over')
    await quiet()
    expect(viewer.sink.ends).toHaveLength(1)
  })
})

test('what a lost worker read and published is let go', async () => {
  const both = ends()
  const stream = both.publish()
  await both.watch()
  await quiet()
  both.link.close('The worker failed.')
  expect(stream.viewers).toBe(0)
  stream.push(videoUnit(80))
})
