import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { NodeId } from '#contract/ids.ts'
import type { SshTarget } from '#contract/provisioning.ts'
import type { CancelRun, ProvisioningRun, ResumeRun, RunKind, RunLogLine } from '#contract/provisioning-run.ts'
import { applyToRuns } from './apply-live-event.ts'
import { useLive } from './live-context.tsx'
import { useCluster } from './queries.ts'
import { queryKeys } from './query-keys.ts'
import { mergeLines } from './run-log.ts'
import { type NewRunInput, type RunsQuery, runsApi } from './runs-api.ts'

// Runs go on in the origin, whoever watches. What is sent to begin one may hold credentials: no mutation here is kept
// after it is over (gcTime 0), and whoever asks resets it when it worked.

/** Every run that the origin lists, the newest first, kept right by the live events. */
export function useRuns(query: RunsQuery = {}) {
  const { recent } = useLive()
  return useQuery({
    queryKey: queryKeys.runsOf(query),
    queryFn: async ({ signal }): Promise<readonly ProvisioningRun[]> => {
      const asked_at = performance.now()
      const { items } = await runsApi.list(query, signal)
      return applyToRuns(items, query, recent.since(asked_at))
    },
  })
}

/** One run, kept right by the live events. */
export function useRun(id: string) {
  const { recent } = useLive()
  return useQuery({
    queryKey: queryKeys.runOf(id),
    queryFn: async ({ signal }): Promise<ProvisioningRun> => {
      const asked_at = performance.now()
      const run = await runsApi.find(id, signal)
      return applyToRuns([run], {}, recent.since(asked_at)).find((one) => one.id === id) ?? run
    },
  })
}

/** All that a run said so far, line by line; newer ones come in by the live events. */
export function useRunLog(id: string) {
  const client = useQueryClient()
  const { recent } = useLive()
  return useQuery({
    queryKey: queryKeys.runLogOf(id),
    queryFn: async ({ signal }): Promise<readonly RunLogLine[]> => {
      let lines = client.getQueryData<readonly RunLogLine[]>(queryKeys.runLogOf(id)) ?? []
      let asked_at = performance.now()
      for (;;) {
        asked_at = performance.now()
        const { items } = await runsApi.log(id, lines.at(-1)?.number ?? 0, signal)
        const merged = mergeLines(lines, items)
        if (merged === lines) break
        lines = merged
      }
      // Lines that came live meanwhile are not lost.
      const live = recent
        .since(asked_at)
        .flatMap((event) => (event.type === 'provisioning_log' && event.run_id === id ? event.lines : []))
      return mergeLines(lines, live)
    },
    staleTime: 0,
  })
}

/** Which kinds of run this origin can do; none until it has said so. */
export function useRunKinds(): readonly RunKind[] {
  const { data: cluster } = useCluster()
  return cluster?.run_kinds ?? []
}

export function useStartRun() {
  const client = useQueryClient()
  return useMutation({
    gcTime: 0,
    mutationFn: (run: NewRunInput) => runsApi.start(run),
    onSuccess: (run) => {
      client.setQueryData(queryKeys.runOf(run.id), run)
      return client.invalidateQueries({ queryKey: queryKeys.runs })
    },
  })
}

export function useStartRuns() {
  const client = useQueryClient()
  return useMutation({
    gcTime: 0,
    mutationFn: (runs: readonly NewRunInput[]) => runsApi.startMany(runs),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.runs }),
  })
}

/** Goes on where a run failed or waits. */
export function useResumeRun(id: string) {
  const client = useQueryClient()
  return useMutation({
    gcTime: 0,
    mutationFn: (body: ResumeRun) => runsApi.resume(id, body),
    onSuccess: () => invalidateRun(client, id),
  })
}

export function useCancelRun(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (after: CancelRun['after']) => runsApi.cancel(id, { after }),
    onSuccess: () => invalidateRun(client, id),
  })
}

/** Takes back what a run did on its box. */
export function useUndoRun(id: string) {
  const client = useQueryClient()
  return useMutation({
    gcTime: 0,
    /** Null: with the login that the run has, or that is kept. */
    mutationFn: (target: SshTarget | null) => runsApi.undo(id, target),
    onSuccess: () => invalidateRun(client, id),
  })
}

async function invalidateRun(client: ReturnType<typeof useQueryClient>, id: string): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: queryKeys.runOf(id) }),
    client.invalidateQueries({ queryKey: queryKeys.runs }),
  ])
}

/** The login that is kept for a node; null where none is. */
export function useKeptLogin(node_id: NodeId) {
  return useQuery({
    queryKey: queryKeys.keptLoginOf(node_id),
    queryFn: ({ signal }) => runsApi.keptLogin(node_id, signal),
    staleTime: 0,
  })
}

export function useForgetLogin(node_id: NodeId) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => runsApi.forgetLogin(node_id),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.keptLoginOf(node_id) }),
  })
}
