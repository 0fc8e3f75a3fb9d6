import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { NodeId, SessionId } from '#contract/ids.ts'
import { audioUnit, videoUnit } from '../media/media-fixtures.ts'
import type { MediaUnit } from '../media/unit.ts'
import type { RelayConnection } from './relay-connection.ts'
import { RelayHandover, type RelayHearing } from './relay-handover.ts'

const session = 's' as SessionId
const hops = [crypto.randomUUID() as NodeId]

/** A handover with the next source's side in the test's hands. */
function begin(has: (unit: MediaUnit) => boolean) {
  const happened: string[] = []
  let source: RelayHearing | null = null
  const handover = new RelayHandover({
    connect: (hearing) => {
      source = hearing
      return { close: () => happened.push('closed') } as unknown as RelayConnection
    },
    has,
    onReady: () => happened.push('ready'),
    onFailed: (error) => happened.push(`failed: ${error}`),
  })
  if (source === null) throw new Error('a handover connects when it is made')
  const heard: string[] = []
  const heir: RelayHearing = {
    onAccepted: () => heard.push('accepted'),
    onChain: () => heard.push('chain'),
    onUnit: (unit) => heard.push(`${unit.kind} ${unit.dts_ms}`),
    onInterrupted: (interrupted) => heard.push(`interrupted ${interrupted}`),
    onEnded: (reason) => heard.push(`ended: ${reason}`),
    onLost: (error) => heard.push(`lost: ${error}`),
  }
  return { handover, source: source as RelayHearing, happened, heard, heir }
}

describe('changing over to another source', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('waits until the viewers have what the next source began with, and goes on from there', () => {
    let seen = false
    const { handover, source, happened, heard, heir } = begin(() => seen)
    source.onAccepted(session, hops)
    source.onUnit(videoUnit(40, false))
    source.onUnit(videoUnit(80, true))
    source.onUnit(videoUnit(120, false))
    handover.look()
    expect(happened).toEqual([])
    seen = true
    handover.look()
    expect(happened).toEqual(['ready'])
    handover.finish(heir)
    expect(heard).toEqual(['accepted', 'video 40', 'video 80', 'video 120'])
    source.onUnit(videoUnit(160, false))
    source.onLost('gone', false)
    expect(heard.slice(4)).toEqual(['video 160', 'lost: gone'])
    handover.close()
    expect(happened).toEqual(['ready'])
  })

  it('is ready at once where the viewers have that already', () => {
    const { source, happened } = begin(() => true)
    source.onAccepted(session, hops)
    source.onUnit(videoUnit(80, true))
    expect(happened).toEqual(['ready'])
  })

  it('of sound alone begins with any of it', () => {
    const { source, happened } = begin(({ kind }) => kind === 'audio')
    source.onAccepted(session, hops)
    source.onUnit(audioUnit(20))
    expect(happened).toEqual(['ready'])
  })

  it('waits two seconds for a present source that does not come to it', () => {
    const { source, happened } = begin(() => false)
    source.onAccepted(session, hops)
    source.onUnit(videoUnit(80, true))
    vi.advanceTimersByTime(1_999)
    expect(happened).toEqual([])
    vi.advanceTimersByTime(1)
    expect(happened).toEqual(['ready'])
  })

  it('holds a bounded amount of the next source', () => {
    const { source, happened } = begin(() => false)
    source.onAccepted(session, hops)
    const body = Buffer.alloc(8 << 20)
    for (let nth = 0; nth < 5; nth += 1) source.onUnit({ ...videoUnit(40 * nth, false), body })
    expect(happened).toEqual(['ready'])
  })

  it('tells whoever takes it that the next source waits for its publisher', () => {
    const { handover, source, heard, heir } = begin(() => true)
    source.onAccepted(session, hops)
    source.onInterrupted(true)
    source.onUnit(videoUnit(0, true))
    handover.finish(heir)
    expect(heard.at(-1)).toBe('interrupted true')
  })

  it.for([
    ['is lost', (source: RelayHearing) => source.onLost('refused (full)', false), 'failed: refused (full)'],
    ['ends', (source: RelayHearing) => source.onEnded('it is over'), 'failed: it is over'],
  ] as const)('fails once where the next source %s, and lets it go', ([, fail, said]) => {
    const { handover, source, happened } = begin(() => true)
    fail(source)
    fail(source)
    handover.close()
    expect(happened).toEqual(['closed', said])
    source.onUnit(videoUnit(0, true))
    expect(happened).toHaveLength(2)
  })

  it('can be given up, and then says nothing', () => {
    const { handover, source, happened, heir } = begin(() => true)
    source.onAccepted(session, hops)
    handover.close()
    source.onUnit(videoUnit(0, true))
    source.onLost('gone', false)
    expect(happened).toEqual(['closed'])
    expect(() => handover.finish(heir)).toThrow('not ready')
  })
})
