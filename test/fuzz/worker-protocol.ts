import { z } from 'zod'
import type { FuzzFigures } from './fuzz-run.ts'

/** What a worker is started with, besides the memory it shares. */
export const fuzzOrderSchema = z.object({
  target: z.string(),
  seconds: z.number(),
  seed: z.number(),
  /** Whether the answer names the inputs of the corpus that are needed. */
  keep: z.boolean(),
})
export type FuzzOrder = z.infer<typeof fuzzOrderSchema>

/** The shared memory: how many inputs were tried, how long the newest is, and from this byte on the input itself. */
export const TRIED = 0
export const LENGTH = 1
export const TRIED_BYTES = 8

/** How a run ended. */
export type FuzzAnswer =
  | {
      readonly kind: 'done'
      readonly found: number
      readonly needed: readonly Uint8Array[]
      readonly figures: FuzzFigures
    }
  | { readonly kind: 'failed'; readonly input: Uint8Array; readonly error: string; readonly figures: FuzzFigures }
