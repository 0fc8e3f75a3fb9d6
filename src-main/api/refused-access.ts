import type { FastifyRequest } from 'fastify'
import type { ActivityLog } from '../store/activity-log.ts'
import type { Principal } from '../trust/principal.ts'
import type { ApiFailure } from './errors.ts'

/** The same refusal of the same caller is told once in this time, in ms, and so many are remembered. */
const TOLD_AGAIN_AFTER_MS = 10 * 60_000
const MAX_REMEMBERED = 1_000

/** What somebody asked for who may not: in the activity log, but no flood of it. */
export class RefusedAccess {
  readonly #activity: ActivityLog
  readonly #told = new Map<string, number>()

  constructor(activity: ActivityLog) {
    this.#activity = activity
  }

  tell(request: FastifyRequest, { actor, operator_id }: Principal, { code, message }: ApiFailure): void {
    const route = `${request.method} ${request.routeOptions.url ?? ''}`
    const what = `${actor} ${code} ${route}`
    const now = performance.now()
    const last = this.#told.get(what)
    if (last !== undefined && now - last < TOLD_AGAIN_AFTER_MS) return
    this.#told.delete(what)
    this.#told.set(what, now)
    if (this.#told.size > MAX_REMEMBERED) {
      const [oldest] = this.#told.keys()
      if (oldest !== undefined) this.#told.delete(oldest)
    }
    this.#activity.observe({
      type: 'access.refused',
      severity: 'warning',
      actor,
      node_id: null,
      stream_path: null,
      message: `${actor} was refused ${route}: ${message}`,
      data: { operator_id, route, code, address: request.ip },
    })
  }
}
