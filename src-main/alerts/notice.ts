import type { Alert, Delivery } from '#contract/alert.ts'

/** One thing that is said: an alert, its end, several together, or that the channel works. */
export interface Notice {
  readonly what: Delivery['what']
  readonly alerts: readonly Alert[]
}
