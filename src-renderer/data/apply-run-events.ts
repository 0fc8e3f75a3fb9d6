import type { QueryClient } from '@tanstack/react-query'
import type { LiveEvent } from '#contract/live-event.ts'
import type { ProvisioningRun, RunLogLine } from '#contract/provisioning-run.ts'
import { applyToRuns } from './apply-live-event.ts'
import { queryKeys } from './query-keys.ts'
import { hasGap, mergeLines } from './run-log.ts'
import type { RunsQuery } from './runs-api.ts'

/** Brings what happened to provisioning runs into the lists, the open runs and their logs. */
export function applyRunEvents(client: QueryClient, events: readonly LiveEvent[]): void {
  for (const [key, runs] of client.getQueriesData<readonly ProvisioningRun[]>({ queryKey: queryKeys.runs })) {
    if (runs !== undefined) client.setQueryData(key, applyToRuns(runs, key[1] as RunsQuery, events))
  }
  for (const event of events) {
    if (event.type === 'provisioning_run') {
      client.setQueryData<ProvisioningRun>(queryKeys.runOf(event.run.id), (run) => run && event.run)
    }
    if (event.type === 'provisioning_log') applyLines(client, event.run_id, event.lines)
  }
}

function applyLines(client: QueryClient, run_id: string, fresh: readonly RunLogLine[]): void {
  const queryKey = queryKeys.runLogOf(run_id)
  const known = client.getQueryData<readonly RunLogLine[]>(queryKey)
  // Nobody looks at this log, or it is being read for the first time.
  if (known === undefined) return
  if (hasGap(known, fresh)) void client.invalidateQueries({ queryKey })
  else client.setQueryData(queryKey, mergeLines(known, fresh))
}
