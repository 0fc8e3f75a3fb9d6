import type { Clock } from './clock.ts'
import type { Packager } from './packager.ts'
import type { SubscriberEnd, SubscriberSink } from './subscriber-sink.ts'
import type { MediaUnit } from './unit.ts'

/** AVCDecoderConfigurationRecord of x264, 1280x720, main profile, level 3.1. */
const AVC_RECORD = '014d401fffe10018674d401feca02802dd80a8800000030080000018078c18cb01000468eaef20'

/** A frame of H.264 as FLV carries it: marked with its time, so that tests can find it again. */
export function videoUnit(dts_ms: number, keyframe = false, payload_bytes = 32): MediaUnit {
  const payload = Buffer.alloc(payload_bytes, dts_ms & 0xff)
  const body = Buffer.concat([Buffer.from([keyframe ? 0x17 : 0x27, 1, 0, 0, 0]), payload])
  return { kind: 'video', codec: 'h264', dts_ms, keyframe, config: false, body, payload_offset: 5 }
}

export function audioUnit(dts_ms: number, payload_bytes = 16): MediaUnit {
  const body = Buffer.concat([Buffer.from([0xaf, 1]), Buffer.alloc(payload_bytes, dts_ms & 0xff)])
  return { kind: 'audio', codec: 'aac', dts_ms, keyframe: false, config: false, body, payload_offset: 2 }
}

export function videoConfig(record: string = AVC_RECORD): MediaUnit {
  const body = Buffer.concat([Buffer.from([0x17, 0, 0, 0, 0]), Buffer.from(record, 'hex')])
  return { kind: 'video', codec: 'h264', dts_ms: 0, keyframe: false, config: true, body, payload_offset: 5 }
}

/** AAC LC, 44.1 kHz, stereo. */
export function audioConfig(): MediaUnit {
  const body = Buffer.from([0xaf, 0, 0x12, 0x10])
  return { kind: 'audio', codec: 'aac', dts_ms: 0, keyframe: false, config: true, body, payload_offset: 2 }
}

/** One line a unit, `V!` for a keyframe, `VC` and `AC` for sequence headers: bytes that a test can read. */
export const linePackager: Packager = {
  format: 'flv',
  preamble: () => Buffer.from('HEAD\n'),
  sizeOf: (unit, dts_ms) => line(unit, dts_ms).length,
  write: (unit, dts_ms, into, offset) => offset + into.write(line(unit, dts_ms), offset),
}

function line(unit: MediaUnit, dts_ms: number): string {
  const kind = unit.kind === 'video' ? 'V' : unit.kind === 'audio' ? 'A' : 'M'
  return `${kind}${unit.config ? 'C' : ''}${unit.keyframe ? '!' : ''}@${dts_ms}\n`
}

/** A subscriber whose reading a test controls: while `stalled`, what is written stays in its buffer. */
export class RecordingSink implements SubscriberSink {
  readonly writes: (readonly Buffer[])[] = []
  readonly ends: SubscriberEnd[] = []
  stalled = false
  #buffered = 0

  get buffered_bytes(): number {
    return this.#buffered
  }

  get text(): string {
    return Buffer.concat(this.writes.flat()).toString()
  }

  send(group: Buffer): boolean {
    this.write([group])
    return this.#buffered === 0
  }

  write(buffers: readonly Buffer[]): void {
    this.writes.push(buffers)
    if (this.stalled) this.#buffered += buffers.reduce((sum, buffer) => sum + buffer.length, 0)
  }

  end(reason: SubscriberEnd): void {
    this.ends.push(reason)
  }

  /** Reads all but so many bytes of what waits. */
  read(leave_bytes = 0): void {
    this.#buffered = Math.min(this.#buffered, leave_bytes)
  }
}

/** A clock that stands still until a test moves it. What is to run soon runs at once, unless a test holds it. */
export class ManualClock implements Clock {
  #now = 0
  #held: (() => void)[] | null = null
  #timers: { readonly at: number; readonly run: () => void }[] = []

  now(): number {
    return this.#now
  }

  after(delay_ms: number, run: () => void): () => void {
    const timer = { at: this.#now + delay_ms, run }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((kept) => kept !== timer)
    }
  }

  soon(run: () => void): void {
    if (this.#held) this.#held.push(run)
    else run()
  }

  /** Keeps what is to run soon until `release`. */
  hold(): void {
    this.#held ??= []
  }

  release(): void {
    const held = this.#held ?? []
    this.#held = null
    for (const run of held) run()
  }

  get pending(): number {
    return this.#timers.length
  }

  /** Moves on, running what becomes due in its order. */
  advance(ms: number): void {
    const until = this.#now + ms
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
      if (!due) break
      this.#timers = this.#timers.filter((kept) => kept !== due)
      this.#now = due.at
      due.run()
    }
    this.#now = until
  }
}
