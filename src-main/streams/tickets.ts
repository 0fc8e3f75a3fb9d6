import { randomUUID } from 'node:crypto'
import { type Allocation, allocationSchema } from '#contract/api.ts'
import type { LiveCollection, LiveState } from '../live-state/live-state.ts'

/** How long the answer to "where shall I play or publish" holds, in ms (contracts/model.md). */
export const TICKET_TTL_MS = 30_000

/** Allocations that were answered and not yet used; each can be redeemed once, within its time to live. */
export class Tickets {
  readonly #tickets: LiveCollection<Allocation>

  constructor(live: LiveState) {
    this.#tickets = live.collection({ name: 'tickets', schema: allocationSchema, ttl_ms: TICKET_TTL_MS })
  }

  issue(decided: Omit<Allocation, 'ticket_id' | 'issued_at' | 'expires_at'>, now: Date): Allocation {
    const ticket: Allocation = {
      ...decided,
      ticket_id: randomUUID(),
      issued_at: now.toISOString(),
      expires_at: new Date(now.getTime() + TICKET_TTL_MS).toISOString(),
    }
    this.#tickets.put(ticket.ticket_id, ticket)
    return ticket
  }

  /** The ticket, to the first who asks for it in time; undefined to everybody else. */
  redeem(ticket_id: string): Allocation | undefined {
    return this.#tickets.take(ticket_id)
  }
}
