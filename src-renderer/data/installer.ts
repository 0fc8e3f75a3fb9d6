import { useMutation } from '@tanstack/react-query'
import type { z } from 'zod'
import { installerLineSchema, installerRequestSchema } from '#contract/installer.ts'
import { call } from './call.ts'

/** What a line is asked for with: a duration as people write it, and what has a default left out. */
export type InstallerInput = z.input<typeof installerRequestSchema>

/** A line with a fresh token in it. The token is in the answer alone, which goes with whoever shows it. */
export function useMakeInstallerLine() {
  return useMutation({
    gcTime: 0,
    mutationFn: (request: InstallerInput) => {
      // Parsed to be refused here where it would be there; sent as it was written, since the origin reads durations.
      installerRequestSchema.parse(request)
      return call('/installer', { method: 'POST', body: request, answer: installerLineSchema })
    },
  })
}
