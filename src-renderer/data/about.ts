import { useMutation, useQuery } from '@tanstack/react-query'
import { aboutSchema, type Diagnostics, diagnosticsSchema } from '#contract/about.ts'
import { call, callForFile } from './call.ts'
import { queryKeys } from './query-keys.ts'
import { saveFile } from './save-file.ts'

/** All of the database is looked through for it. */
const COLLECT_DEADLINE_MS = 60_000

/** What this origin is. */
export function useAbout() {
  return useQuery({
    queryKey: queryKeys.about,
    queryFn: ({ signal }) => call('/about', { answer: aboutSchema, signal }),
    staleTime: 0,
  })
}

/** Collects diagnostics, to be looked at before they are saved. */
export function useCollectDiagnostics() {
  return useMutation({
    mutationFn: () =>
      call('/diagnostics', { method: 'POST', body: {}, answer: diagnosticsSchema, deadline_ms: COLLECT_DEADLINE_MS }),
  })
}

/** Saves just what was collected. */
export function useSaveDiagnostics() {
  return useMutation({
    mutationFn: async ({ id, collected_at }: Diagnostics) => {
      const file = await callForFile(`/diagnostics/${id}`, { deadline_ms: COLLECT_DEADLINE_MS })
      saveFile(file, `headwater-origin-${collected_at.slice(0, 10)}.tar.gz`)
    },
  })
}
