import { z } from 'zod'
import type { WantedPort } from './wanted-port.ts'

/** A chain that what comes in for the box goes through (libnftables-json(5): a base chain of type filter at the hook input). */
export interface InputChain {
  readonly family: string
  readonly table: string
  readonly chain: string
  /** What no rule takes is dropped or refused. */
  readonly closed: boolean
  /** All that could let a port in was understood. */
  readonly certain: boolean
  lets_in(port: WantedPort): boolean
  /** Handles of rules with this comment. */
  tagged(comment: string): readonly number[]
}

const ruleSchema = z.object({
  family: z.string(),
  table: z.string(),
  chain: z.string(),
  handle: z.number().optional(),
  comment: z.string().optional(),
  expr: z.array(z.record(z.string(), z.unknown())).default([]),
})
type Rule = z.infer<typeof ruleSchema>

const chainSchema = z.object({
  family: z.string(),
  table: z.string(),
  name: z.string(),
  type: z.literal('filter'),
  hook: z.literal('input'),
  policy: z.string().optional(),
})
const rulesetSchema = z.object({ nftables: z.array(z.record(z.string(), z.unknown())) })

/** Reads `nft -j list ruleset`; null where it is nothing of the kind. */
export function readNftRuleset(text: string): { readonly input_chains: readonly InputChain[] } | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
  const ruleset = rulesetSchema.safeParse(parsed)
  if (!ruleset.success) return null
  const rules = ruleset.data.nftables.flatMap((entry) => ruleSchema.safeParse(entry.rule).data ?? [])
  const chains = ruleset.data.nftables.flatMap((entry) => chainSchema.safeParse(entry.chain).data ?? [])
  return {
    input_chains: chains
      .filter(({ family }) => ['inet', 'ip', 'ip6'].includes(family))
      .map(({ family, table, name, policy }) => {
        const own = rules.filter((rule) => rule.family === family && rule.table === table && rule.chain === name)
        return {
          ...{ family, table, chain: name },
          closed: policy === 'drop' || own.some(refusesTheRest),
          certain: !own.some(({ expr }) => expr.some((each) => 'jump' in each || 'goto' in each || 'xt' in each)),
          lets_in: (port) => own.some((rule) => letsIn(rule, port)),
          tagged: (comment) =>
            own.flatMap(({ comment: its, handle }) => (its === comment && handle !== undefined ? [handle] : [])),
        }
      }),
  }
}

const harmless = new Set(['counter', 'comment', 'log'])

/** A rule without a condition that drops or refuses, as many write it at the end of a chain. */
function refusesTheRest({ expr }: Rule): boolean {
  const rest = expr.filter((each) => !Object.keys(each).every((key) => harmless.has(key)))
  return rest.length === 1 && rest[0] !== undefined && ('drop' in rest[0] || 'reject' in rest[0])
}

/** A rule whose only condition is the port, and which accepts. */
function letsIn({ expr }: Rule, { port, protocol }: WantedPort): boolean {
  const rest = expr.filter((each) => !Object.keys(each).every((key) => harmless.has(key)))
  if (!rest.some((each) => 'accept' in each)) return false
  const conditions = rest.filter((each) => !('accept' in each))
  return conditions.length > 0 && conditions.every((each) => isForPort(each.match, port, protocol))
}

const matchSchema = z.object({
  op: z.enum(['==', 'in']),
  left: z.union([
    z.object({ payload: z.object({ protocol: z.enum(['tcp', 'udp', 'th']), field: z.literal('dport') }) }),
    z.object({ meta: z.object({ key: z.literal('l4proto') }) }),
  ]),
  right: z.unknown(),
})

function isForPort(condition: unknown, port: number, protocol: string): boolean {
  const match = matchSchema.safeParse(condition)
  if (!match.success) return false
  const { left, right } = match.data
  if ('meta' in left) return right === protocol || (isSet(right) && right.set.includes(protocol))
  if (left.payload.protocol !== protocol && left.payload.protocol !== 'th') return false
  return (isSet(right) ? right.set : [right]).some((each) => holds(each, port))
}

function isSet(value: unknown): value is { readonly set: readonly unknown[] } {
  return typeof value === 'object' && value !== null && 'set' in value && Array.isArray(value.set)
}

function holds(value: unknown, port: number): boolean {
  if (value === port) return true
  if (typeof value !== 'object' || value === null || !('range' in value) || !Array.isArray(value.range)) return false
  const [from, to] = value.range as unknown[]
  return typeof from === 'number' && typeof to === 'number' && port >= from && port <= to
}
