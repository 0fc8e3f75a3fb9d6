import type { NodeRegistration } from '#contract/node.ts'

/** What enrolment and operators decide about a node; `allowed`: one that was removed may come back. Nothing that a node reports is among it. */
export type RegistrationEvent = 'enrolled' | 'evicted' | 'retired' | 'allowed'

export type RegistrationEffect =
  /** The credential is worth nothing from now on and the channel is closed. */
  | 'cut_off'
  /** The node counts as a member (again). */
  | 'admitted'

/** The registration of a node (contracts/model.md): an evicted or retired one comes back only by a new token. */
export function transition(
  registration: NodeRegistration,
  event: RegistrationEvent,
): { readonly registration: NodeRegistration; readonly effects: readonly RegistrationEffect[] } {
  switch (event) {
    case 'enrolled':
    case 'allowed':
      return { registration: 'registered', effects: registration === 'registered' ? [] : ['admitted'] }
    case 'evicted':
      return { registration: 'evicted', effects: registration === 'evicted' ? [] : ['cut_off'] }
    case 'retired':
      // One that was thrown out does not become one that left in order.
      return registration === 'registered'
        ? { registration: 'retired', effects: ['cut_off'] }
        : { registration, effects: [] }
    default:
      return event satisfies never
  }
}
