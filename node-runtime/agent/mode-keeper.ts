import type { Logger } from 'pino'
import { type NodeMode, type NodeRole, roleWork } from '#contract/node.ts'
import type { Departs } from '../media/departure.ts'
import type { LastKnown } from './last-known.ts'

/** Longest delay that a timer takes (2^31 - 1 ms). */
const MAX_TIMER_MS = 2_147_483_647

/**
 * The mode this node is in: applied when its revision is newer, on disk before it is confirmed, and the same after a
 * restart. Ends what is left when a drain's deadline comes.
 */
export class ModeKeeper {
  readonly #last_known: LastKnown
  readonly #log: Logger
  readonly #onDeadline: (reason: string) => void
  #origin_ahead_ms = 0
  #deadline: NodeJS.Timeout | null = null

  constructor(options: {
    readonly last_known: LastKnown
    readonly log: Logger
    /** A drain's deadline came; whatever the node still carries ends. */
    readonly onDeadline: (reason: string) => void
  }) {
    this.#last_known = options.last_known
    this.#log = options.log
    this.#onDeadline = options.onDeadline
    this.#armDeadline()
  }

  /** Null: the origin has not said yet, which is as good as normal. */
  get mode(): NodeMode | null {
    return this.#last_known.mode
  }

  get revision(): number {
    return this.mode?.revision ?? 0
  }

  /**
   * Why no new work is taken, for a viewer, a publisher or another node; null where it is.
   * @param role of this kind; absent: of any kind, however many roles are closed
   */
  notAccepting(role?: NodeRole): string | null {
    const { mode } = this
    if (mode === null) return null
    if (mode.value === 'normal') return role === undefined ? null : this.#closedRole(role, mode)
    const state = mode.value === 'draining' ? 'is being drained' : 'is in maintenance'
    const why = mode.reason === null ? '' : ` (${mode.reason})`
    return `This node ${state}${why} and takes no new publishers, viewers or relays. Use another node, or resume this one in the control panel.`
  }

  #closedRole(role: NodeRole, mode: NodeMode): string | null {
    if (!mode.closed_roles?.includes(role)) return null
    const why = mode.reason === null ? '' : ` (${mode.reason})`
    return `This node takes no new ${roleWork[role]}${why}. Use another node, or resume this one in the control panel.`
  }

  /** Until when what this node has is to go elsewhere; null in normal mode. In maintenance that is past. */
  get departs(): Departs | null {
    const { mode } = this
    if (mode === null || mode.value === 'normal') return null
    const until = mode.value === 'draining' ? deadlineOf(mode) : mode.set_at
    return { deadline_ms: until === null ? null : Date.parse(until) - this.#origin_ahead_ms }
  }

  /** The origin's clock minus this machine's, in ms; deadlines are the origin's times. */
  get origin_ahead_ms(): number {
    return this.#origin_ahead_ms
  }

  setOriginClock(origin_ahead_ms: number): void {
    this.#origin_ahead_ms = origin_ahead_ms
    this.#armDeadline()
  }

  /** Applies a mode that is newer than the one applied last; an older one changes nothing. */
  async apply(mode: NodeMode): Promise<void> {
    if (this.mode !== null && mode.revision <= this.mode.revision) {
      // A repeated command may mean that the disk did not take it the first time.
      if (mode.revision === this.mode.revision) await this.#last_known.flush()
      return
    }
    const before = this.mode?.value ?? 'normal'
    const closed_before = (this.mode?.closed_roles ?? []).join()
    try {
      await this.#last_known.setMode(mode)
    } finally {
      // It holds also where the disk did not take it; the origin is told so, and says it again.
      this.#armDeadline()
    }
    const { closed_roles: closed = [] } = mode
    if (mode.value === before && closed.join() === closed_before) return
    const why = mode.reason === null ? '' : `: ${mode.reason}`
    this.#log.info(
      { event: 'node.mode_changed', mode: mode.value, closed_roles: closed, set_by: mode.set_by },
      `mode is ${mode.value}${closed.length === 0 ? '' : ` without ${closed.join(', ')}`} now, set by ${mode.set_by}${why}`,
    )
  }

  stop(): void {
    if (this.#deadline !== null) clearTimeout(this.#deadline)
    this.#deadline = null
  }

  #armDeadline(): void {
    this.stop()
    const { mode } = this
    const deadline_at = mode?.value === 'draining' ? deadlineOf(mode) : null
    if (deadline_at === null) return
    const left_ms = Date.parse(deadline_at) - (Date.now() + this.#origin_ahead_ms)
    this.#deadline = setTimeout(
      () => {
        if (left_ms > MAX_TIMER_MS) return this.#armDeadline()
        this.#log.warn({ event: 'node.drain_deadline' }, 'the deadline of the drain came; what is left is ended')
        this.#onDeadline('the node is being drained and its deadline came')
      },
      Math.min(Math.max(0, left_ms), MAX_TIMER_MS),
    )
    this.#deadline.unref()
  }
}

/** When what is left of a drain is ended; null: it is waited for, however long. */
function deadlineOf({ deadline_at, on_deadline }: NodeMode): string | null {
  return on_deadline === 'wait' ? null : deadline_at
}
