import type { z } from 'zod'
import { enrollmentBoundsSchema } from '#contract/enrollment.ts'

/** What the form of a token says about who may use it, as it is typed. */
export interface TypedBounds {
  /** Addresses and networks, with commas or spaces between them; empty: from anywhere. */
  readonly networks: string
  readonly node_names: string
}

export interface ReadBounds {
  readonly bounds: z.infer<typeof enrollmentBoundsSchema> | null
  /** Which field cannot be read. */
  readonly wrong: { readonly networks: boolean; readonly node_names: boolean }
}

/** Reads what was typed. An address alone is the network of that one machine. */
export function readBounds({ networks, node_names }: TypedBounds): ReadBounds {
  const named = node_names.trim()
  const typed = networks.split(/[\s,]+/).filter((one) => one !== '')
  const read = enrollmentBoundsSchema.safeParse({
    networks: typed.length === 0 ? null : typed.map(asNetwork),
    node_names: named === '' ? null : named,
  })
  const fields = new Set(read.error?.issues.map(({ path }) => path[0]))
  const wrong = { networks: fields.has('networks'), node_names: fields.has('node_names') }
  return { bounds: read.data ?? null, wrong }
}

function asNetwork(typed: string): string {
  if (typed.includes('/')) return typed
  return `${typed}/${typed.includes(':') ? 128 : 32}`
}
