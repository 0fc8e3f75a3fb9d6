import type { Logger } from 'pino'
import type { Peer } from '#contract/control-channel.ts'
import type { StreamPath } from '#contract/ids.ts'
import type { RelayEvent, RelayMachine } from './relay-step.ts'

/** Says in the log that a relay came into another state, and by what. */
export function logRelayState(
  log: Logger,
  path: StreamPath,
  source: Peer | null,
  { state, error, delivered, subscribers }: RelayMachine,
  event: RelayEvent,
): void {
  const facts = { event: `relay.${state}`, source_node_id: source?.node_id ?? null, subscribers }
  const from = source === null ? '' : ` from ${source.name}`
  const why = 'reason' in event ? event.reason : 'error' in event ? event.error : (error ?? 'nobody watches it')
  switch (state) {
    case 'retrying':
      log.warn({ ...facts, error: why }, `relay of ${path}${from} was lost (${why}); trying again`)
      return
    case 'failed':
      // That a stream does not exist is an answer, not a fault.
      log[delivered || source !== null ? 'warn' : 'info']({ ...facts, error: why }, `${path} cannot be had: ${why}`)
      return
    case 'closed':
      log.info({ ...facts, reason: why }, `relay of ${path}${from} is over: ${why}`)
      return
    default:
      log.debug(facts, `relay of ${path}${from} is ${state}`)
  }
}
