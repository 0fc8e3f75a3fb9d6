import { useMutation } from '@tanstack/react-query'
import { type ActivityQuery, searchOf } from './api-client.ts'
import { callForFile } from './call.ts'
import { saveFile } from './save-file.ts'

const DEADLINE_MS = 60_000

/** Saves what happened as a file, as far as the filter lets it through. */
export function useSaveActivity() {
  return useMutation({
    mutationFn: async (query: Omit<ActivityQuery, 'limit'> & { readonly format: 'csv' | 'json' }) => {
      const file = await callForFile(`/activity/export${searchOf(query)}`, { deadline_ms: DEADLINE_MS })
      saveFile(file, `activity-${new Date().toISOString().slice(0, 10)}.${query.format}`)
    },
  })
}
