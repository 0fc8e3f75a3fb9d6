import { pino } from 'pino'
import type { Allocation } from '#contract/api.ts'
import type { NodeId } from '#contract/ids.ts'
import { MemoryHome } from '../../../src-main/live-state/memory-home.ts'
import { TableLiveState } from '../../../src-main/live-state/table-live-state.ts'
import { Reservations } from '../../../src-main/streams/reservations.ts'
import { Tickets, type TicketUse } from '../../../src-main/streams/tickets.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { expectTrue } from '../pieces.ts'

const TTL_MS = 30_000
const nodes = [1, 2, 3].map((number) => `0a5b0a3e-8d0e-4b7c-9d57-0c8a36e1b00${number}` as NodeId)
const KINDS = ['play', 'publish'] as const
const PATHS = ['live/a', 'live/b'] as const
const PROTOCOLS = ['flv', 'hls', 'rtmp'] as const
const MOST_STEPS = 64
const log = pino({ level: 'silent' })

/** What a ticket was given out for, kept beside it by rules of its own. */
interface Known {
  readonly ticket: Allocation
  readonly until_ms: number
  is_used: boolean
}

const pick = <Item>(items: readonly Item[], byte: number) => items[byte % items.length] as Item

/** Tickets of one run of an origin, and the rules that they must keep. */
class Desk {
  readonly #live = new TableLiveState({ home: new MemoryHome('for fuzzing'), log })
  readonly store = new Tickets(this.#live, new Reservations(), TTL_MS)
  readonly #given: Known[] = []
  #now_ms = 1_000
  redeemed = 0

  issue(bits: number, mbps: number): string {
    const { kind, stream_path, protocol, node_id } = asked('', bits)
    const decided = { kind, stream_path, protocol, candidates: [{ node_id }] }
    const ticket = this.store.issue(() => decided as unknown as Allocation, mbps, this.#now())
    this.#given.push({ ticket, until_ms: this.#now_ms + TTL_MS, is_used: false })
    return 'issued'
  }

  wait(ms: number): string {
    this.#now_ms += ms
    return 'waited'
  }

  redeem(which: number, bits: number, is_known: boolean): string {
    const known = is_known ? this.#given[which % Math.max(this.#given.length, 1)] : undefined
    const use = asked(known?.ticket.ticket_id ?? `${which}`, bits)
    const verdict = this.store.redeem(use, this.#now())
    const wanted = known !== undefined && !known.is_used && this.#now_ms < known.until_ms && isFor(known.ticket, use)
    expectTrue(
      `${verdict?.code ?? 'let in'} by a ticket that is ${wanted ? 'good' : 'not'}`,
      (verdict === null) === wanted,
    )
    if (known === undefined || verdict !== null) return verdict?.code ?? 'let in'
    known.is_used = true
    this.redeemed += 1
    return 'let in'
  }

  expectCounted(): void {
    this.store.expire(this.#now())
    const open = this.#given.filter(({ is_used, until_ms }) => !is_used && until_ms > this.#now_ms)
    const { counts, outstanding } = this.store
    expectTrue('as many are out as nobody came with', outstanding === open.length)
    expectTrue('every ticket is somewhere', counts.issued === counts.redeemed + counts.expired + outstanding)
    expectTrue('each use is counted', counts.redeemed === this.redeemed)
  }

  /** Its timer would keep every desk of the run. */
  close(): void {
    void this.#live.stop()
  }

  #now() {
    return { monotonic_ms: this.#now_ms, at: new Date(1_800_000_000_000 + this.#now_ms).toISOString() }
  }
}

const asked = (ticket_id: string, bits: number): TicketUse => ({
  ticket_id,
  kind: pick(KINDS, bits),
  stream_path: pick(PATHS, bits >> 1),
  protocol: pick(PROTOCOLS, bits >> 2),
  node_id: pick(nodes, bits >> 4),
})

const isFor = ({ kind, stream_path, protocol, candidates }: Allocation, use: TicketUse) =>
  kind === use.kind &&
  stream_path === use.stream_path &&
  protocol === use.protocol &&
  candidates[0]?.node_id === use.node_id

/** Bytes as steps of clients with tickets: three of each step say what is done, with which ticket, and for what. */
export const tickets: FuzzTarget = {
  name: 'tickets',
  covers: ['/streams/tickets.ts', '/streams/reservations.ts'],
  max_bytes: 3 * MOST_STEPS,
  dictionary: ['\0\0\0', '\u0001\0\0', '\u0002\0\u001d', '\u0001\u0001\0', '\u0003\0\0'].map((word) =>
    Buffer.from(word),
  ),
  seeds: [
    [0, 0, 0, 1, 0, 0, 1, 0, 0],
    [0, 0, 0, 2, 0, 31, 1, 0, 0],
    [0, 0, 5, 0, 0, 9, 1, 1, 9, 1, 0, 5],
    [1, 0, 0, 3, 0, 0, 0, 0, 0, 3, 1, 0],
  ].map((bytes) => Buffer.from(bytes)),
  check(input) {
    const desk = new Desk()
    try {
      let last = ''
      for (let at = 0; at + 2 < input.length && at < 3 * MOST_STEPS; at += 3) {
        const [what = 0, which = 0, bits = 0] = input.subarray(at, at + 3)
        if (what % 4 === 0) last = desk.issue(bits, which)
        else if (what % 4 === 2) last = desk.wait((which % 4) * 100_000 + bits * 1_000)
        else last = desk.redeem(which, bits, what % 4 === 1)
        desk.expectCounted()
      }
      return `${last} ${Math.min(desk.redeemed, 3)} ${Math.min(desk.store.counts.expired, 3)}`
    } finally {
      desk.close()
    }
  },
}
