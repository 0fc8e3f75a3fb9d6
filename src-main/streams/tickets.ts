import { randomUUID } from 'node:crypto'
import { type Allocation, allocationSchema } from '#contract/api.ts'
import type { TicketRefusal } from '#contract/control-channel.ts'
import { formatDuration } from '#contract/duration.ts'
import type { NodeId } from '#contract/ids.ts'
import type { LiveCollection, LiveState } from '../live-state/live-state.ts'
import type { Reservations } from './reservations.ts'

/** How long it is remembered that a ticket was used or ran out, in ms, to say so to whoever comes with it. */
const SPENT_MEMORY_MS = 300_000
/** The most tickets that are out, and that are remembered, at once; the oldest give way. */
const MAX_OPEN = 100_000
const MAX_SPENT = 100_000

/** A moment by both clocks. */
interface Now {
  readonly monotonic_ms: number
  readonly at: string
}

/** What a client who comes with a ticket is allowed by it. */
export interface TicketUse {
  readonly ticket_id: string
  readonly node_id: NodeId
  readonly kind: Allocation['kind']
  readonly stream_path: string
  readonly protocol: Allocation['protocol']
}

/** Null: it is good, and was used up by this. */
export type TicketVerdict = { readonly code: TicketRefusal; readonly message: string } | null

interface Open {
  readonly ticket: Allocation
  readonly expires_ms: number
  /** Of its first candidate, where its client will most likely come. */
  readonly reserves: { readonly node_id: NodeId; readonly mbps: number } | null
}

interface Spent {
  readonly ticket: Allocation
  readonly code: 'used' | 'expired'
  readonly forgotten_ms: number
}

/**
 * Allocations that were answered and not yet used; each can be redeemed once, within its time to live, on a node that it names. A ticket
 * is good with the very run of the origin that gave it out: what an earlier run left in the live state may have been redeemed a moment
 * before it was killed (docs/decisions/0018).
 */
export class Tickets {
  readonly #mirror: LiveCollection<Allocation>
  /** In the order in which they run out. */
  readonly #open = new Map<string, Open>()
  readonly #spent = new Map<string, Spent>()
  readonly #reservations: Reservations
  readonly #ttl_ms: number
  /** What became of tickets since the origin started; `refused` counts those who came with one that is not good. */
  readonly counts = { issued: 0, redeemed: 0, expired: 0, refused: 0 }

  /** @param ttl_ms how long the answer to "where shall I play or publish" holds */
  constructor(live: LiveState, reservations: Reservations, ttl_ms: number) {
    this.#reservations = reservations
    this.#ttl_ms = ttl_ms
    this.#mirror = live.collection({ name: 'tickets', schema: allocationSchema, ttl_ms })
    for (const id of this.#mirror.entries().keys()) this.#mirror.delete(id)
  }

  /** @param mbps what the client will take, in Mbit/s, of its first candidate */
  issue(
    decided: (ticket_id: string) => Omit<Allocation, 'ticket_id' | 'issued_at' | 'expires_at'>,
    mbps: number,
    now: Now,
  ): Allocation {
    this.expire(now)
    const ticket_id = randomUUID()
    const issued_ms = Date.parse(now.at)
    const ticket: Allocation = {
      ...decided(ticket_id),
      ticket_id,
      issued_at: now.at,
      expires_at: new Date(issued_ms + this.#ttl_ms).toISOString(),
    }
    const first = ticket.candidates[0]
    const reserves = first === undefined ? null : { node_id: first.node_id, mbps }
    this.#open.set(ticket_id, { ticket, expires_ms: now.monotonic_ms + this.#ttl_ms, reserves })
    if (reserves !== null) this.#reservations.issued(reserves.node_id, mbps)
    this.#mirror.put(ticket_id, ticket)
    this.counts.issued += 1
    if (this.#open.size > MAX_OPEN) this.#spend(this.#open.keys().next().value ?? '', 'expired', now)
    return ticket
  }

  /** Uses a ticket up if it is good for this; of any number who come with it one is let in. */
  redeem(use: TicketUse, now: Now): TicketVerdict {
    this.expire(now)
    const open = this.#open.get(use.ticket_id)
    if (open === undefined) return this.#refusal(this.#spent.get(use.ticket_id)?.code ?? 'unknown')
    const { kind, stream_path, protocol, candidates } = open.ticket
    if (kind !== use.kind || stream_path !== use.stream_path) return this.#refusal('wrong_stream')
    if (protocol !== use.protocol) return this.#refusal('wrong_protocol')
    if (!candidates.some(({ node_id }) => node_id === use.node_id)) return this.#refusal('wrong_node')
    this.#spend(use.ticket_id, 'used', now)
    this.#reservations.sent(use.node_id, open.reserves?.mbps ?? 0)
    return null
  }

  #refusal(code: TicketRefusal): NonNullable<TicketVerdict> {
    this.counts.refused += 1
    return { code, message: code === 'expired' ? expired(this.#ttl_ms) : refusals[code] }
  }

  /** The ticket and what became of it; undefined where it is not known (any more). */
  find(
    ticket_id: string,
    now: Now,
  ): { readonly ticket: Allocation; readonly state: 'issued' | 'redeemed' | 'expired' } | undefined {
    this.expire(now)
    const open = this.#open.get(ticket_id)
    if (open !== undefined) return { ticket: open.ticket, state: 'issued' }
    const spent = this.#spent.get(ticket_id)
    return spent && { ticket: spent.ticket, state: spent.code === 'used' ? 'redeemed' : 'expired' }
  }

  /** Tickets that are out. */
  get outstanding(): number {
    return this.#open.size
  }

  /** Lets go of what has run out; called with each use, and by whoever reads the reservations after a pause. */
  expire(now: Now): void {
    for (const [id, { expires_ms }] of this.#open) {
      if (expires_ms > now.monotonic_ms) break
      this.#spend(id, 'expired', now)
    }
    for (const [id, { forgotten_ms }] of this.#spent) {
      if (forgotten_ms > now.monotonic_ms && this.#spent.size <= MAX_SPENT) break
      this.#spent.delete(id)
    }
  }

  #spend(id: string, code: Spent['code'], now: Now): void {
    const open = this.#open.get(id)
    if (open === undefined) return
    this.#open.delete(id)
    this.#mirror.delete(id)
    this.counts[code === 'used' ? 'redeemed' : 'expired'] += 1
    this.#spent.set(id, { ticket: open.ticket, code, forgotten_ms: now.monotonic_ms + SPENT_MEMORY_MS })
    if (open.reserves !== null) this.#reservations.released(open.reserves.node_id, open.reserves.mbps)
  }
}

const refusals: Record<Exclude<TicketRefusal, 'expired'>, string> = {
  unknown:
    'This ticket is not known: it was never given out, or long ago, or the origin has restarted since. Ask for a new one.',
  used: 'This ticket was used already. Ask for a new one.',
  wrong_stream: 'This ticket is for something else: another stream, or for publishing instead of playing.',
  wrong_protocol: 'This ticket is for another protocol. Ask for one of this protocol.',
  wrong_node: 'This ticket does not name this node. Use one of the addresses that came with it.',
}
const expired = (ttl_ms: number) =>
  `This ticket has run out; it holds for ${formatDuration(ttl_ms)}. Ask for a new one.`
