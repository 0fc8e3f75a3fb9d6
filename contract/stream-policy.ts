import { z } from 'zod'
import { durationSchema } from './duration.ts'
import { type StreamPath, timestampSchema } from './ids.ts'

/** Policies of an installation at most; nodes are told of all. */
export const MAX_STREAM_POLICIES = 500

const segment = '[A-Za-z0-9_-][A-Za-z0-9._~-]{0,127}'

/**
 * Which streams a policy is for: one (`app/name`), all that begin so (`app/show-*`), all of an app (`app/*`, or `app` alone), or all there
 * are (`*`). Read as written out: `app` becomes `app/*`.
 */
export const streamPatternSchema = z
  .string()
  .trim()
  .regex(
    new RegExp(`^(?:\\*|${segment}(?:\\*|/\\*|/${segment}\\*?)?)$`),
    'a pattern is app/name, app/prefix*, app/* or *',
  )
  .transform((pattern) => (pattern.includes('/') || pattern.endsWith('*') ? pattern : `${pattern}/*`))

const regionsSchema = z.array(z.string().min(1).max(64)).min(1).max(32)

/** What a policy says; null leaves it to what holds without one. */
const rulesFields = z.strictObject({
  /** A publisher of a path that is live: turned away, or in place of the first, on whatever node it is. Null: each node's own `second_publisher`. */
  on_second_publisher: z.enum(['refuse', 'take_over']).nullable().default(null),
  /** How long viewers are kept for a publisher whose connection was lost, in ms; 0: not at all. Null: each node's own `publisher_grace`. */
  publisher_grace_ms: z.number().int().min(0).max(60_000).nullable().default(null),
  /** Nodes that have the stream at one time, at most; the one it is published on counts. Null: as many as are needed. */
  max_replicas: z.number().int().min(1).max(10_000).nullable().default(null),
  /** Nodes that have the stream at least, the one it is published on among them, whether anybody watches there or not. 0: only where it is watched. */
  min_replicas: z.number().int().min(0).max(100).default(0),
  /** From when until when `min_replicas` holds; null: from the start, and as long as the stream is live. */
  prewarm_at: timestampSchema.nullable().default(null),
  prewarm_until: timestampSchema.nullable().default(null),
  /** Regions whose nodes may pull and play the stream. Null: all, and nodes of no region too. */
  allowed_regions: regionsSchema.nullable().default(null),
  /** Regions whose nodes take its publisher. Null: all. */
  ingest_regions: regionsSchema.nullable().default(null),
  /** Viewers on all nodes together, at most. Null: as many as there is room for. */
  max_viewers: z.number().int().min(1).max(10_000_000).nullable().default(null),
  /** Whether members of another make are told of the stream and its viewers may be sent there. */
  visibility: z.enum(['federated', 'local']).default('federated'),
})
export type StreamPolicyRules = z.infer<typeof rulesFields>

/** What must hold between the fields, in the words of whoever wrote them; null: all is well. */
function contradiction(rules: Partial<StreamPolicyRules>): { readonly field: string; readonly message: string } | null {
  const { max_replicas, min_replicas = 0, prewarm_at, prewarm_until } = rules
  if (max_replicas != null && min_replicas > max_replicas) {
    return { field: 'min_replicas', message: 'min_replicas may not be more than max_replicas' }
  }
  if (min_replicas === 0 && (prewarm_at != null || prewarm_until != null)) {
    return { field: 'min_replicas', message: 'say with min_replicas on how many nodes the stream shall be held ready' }
  }
  if (prewarm_at != null && prewarm_until != null && Date.parse(prewarm_until) <= Date.parse(prewarm_at)) {
    return { field: 'prewarm_until', message: 'prewarm_until must be after prewarm_at' }
  }
  return null
}

function refuseContradiction(rules: Partial<StreamPolicyRules>, context: z.RefinementCtx): void {
  const found = contradiction(rules)
  if (found !== null) context.addIssue({ code: 'custom', path: [found.field], message: found.message })
}

/** The rules as they are kept. */
export const streamPolicyRulesSchema = rulesFields.superRefine(refuseContradiction)

/** The rules as they are read back: what a newer program wrote besides is left out, what an older one did not write is as without a policy. */
const readRulesSchema = z.object(rulesFields.shape)

/** What is kept of a policy of any kind besides its rules. */
export const keptPolicySchema = z.object({
  id: z.uuid(),
  pattern: z.string().max(258),
  /** Grows with each change; its `ETag`. */
  revision: z.number().int().positive(),
  created_at: timestampSchema,
  updated_at: timestampSchema,
  /** Who changed it last, as the activity log names it. */
  updated_by: z.string(),
})

/** A policy as the origin keeps it and nodes hold to it. */
export const streamPolicySchema = keptPolicySchema.extend({ rules: readRulesSchema })
export type StreamPolicy = z.infer<typeof streamPolicySchema>

/** How a policy is named beside a stream or a decision, and what it says in words. */
export const namedPolicySchema = z.object({ id: z.uuid(), pattern: z.string(), summary: z.string() })
export type NamedPolicy = z.infer<typeof namedPolicySchema>

/** The grace may be said with its unit (`publisher_grace: 10s`), and counts before `publisher_grace_ms`. */
const graceInWords = { publisher_grace: durationSchema.pipe(z.number().max(60_000)).optional() }

/** The body that makes a policy. */
export const createStreamPolicySchema = rulesFields
  .extend({ ...graceInWords, pattern: streamPatternSchema })
  .transform(({ publisher_grace, pattern, ...rules }) => ({
    pattern,
    rules: { ...rules, publisher_grace_ms: publisher_grace ?? rules.publisher_grace_ms },
  }))
  .superRefine(({ rules }, context) => refuseContradiction(rules, context))
export type CreateStreamPolicy = z.infer<typeof createStreamPolicySchema>

const { shape } = rulesFields
/** The body that changes one: what is not in it stays as it is. */
export const changeStreamPolicySchema = z
  .strictObject({
    ...graceInWords,
    pattern: streamPatternSchema.optional(),
    on_second_publisher: shape.on_second_publisher.unwrap().optional(),
    publisher_grace_ms: shape.publisher_grace_ms.unwrap().optional(),
    max_replicas: shape.max_replicas.unwrap().optional(),
    min_replicas: shape.min_replicas.unwrap().optional(),
    prewarm_at: shape.prewarm_at.unwrap().optional(),
    prewarm_until: shape.prewarm_until.unwrap().optional(),
    allowed_regions: shape.allowed_regions.unwrap().optional(),
    ingest_regions: shape.ingest_regions.unwrap().optional(),
    max_viewers: shape.max_viewers.unwrap().optional(),
    visibility: shape.visibility.unwrap().optional(),
  })
  .transform(({ publisher_grace, ...change }) =>
    publisher_grace === undefined ? change : { ...change, publisher_grace_ms: publisher_grace },
  )
export type ChangeStreamPolicy = z.infer<typeof changeStreamPolicySchema>

/** All policies as a node is told them, and where it is itself. */
export const toldPoliciesSchema = z.object({
  /** Grows over restarts of the origin too. */
  revision: z.number().int().nonnegative(),
  /** Of the node that is told; null: none. */
  region: z.string().nullable(),
  policies: z.array(streamPolicySchema).max(MAX_STREAM_POLICIES),
})
export type ToldPolicies = z.infer<typeof toldPoliciesSchema>

/** Finds what holds for a stream among what is said of patterns: what names it, else what has the longest beginning that fits; null: nothing does. */
export function patternFinder<Said extends { readonly pattern: string }>(
  all: readonly Said[],
): (path: StreamPath) => Said | null {
  const exact = new Map<string, Said>()
  const prefixes: { readonly prefix: string; readonly said: Said }[] = []
  for (const said of all) {
    if (said.pattern.endsWith('*')) prefixes.push({ prefix: said.pattern.slice(0, -1), said })
    else exact.set(said.pattern, said)
  }
  prefixes.sort((one, other) => other.prefix.length - one.prefix.length)
  return (path) => exact.get(path) ?? prefixes.find(({ prefix }) => path.startsWith(prefix))?.said ?? null
}

/** Whether a pattern is for this stream. */
export function patternFits(pattern: string, path: StreamPath): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path
}

/** Why a node in this region must not do this with the stream; null where it may. The sentence says which policy, and what to do. */
export function regionRefusal(
  policy: StreamPolicy | null,
  kind: 'play' | 'publish',
  region: string | null,
): string | null {
  const regions = kind === 'play' ? policy?.rules.allowed_regions : policy?.rules.ingest_regions
  if (policy === null || regions == null || (region !== null && regions.includes(region))) return null
  const whom = kind === 'play' ? 'played and pulled' : 'published'
  const where = region === null ? 'has no region' : `is in ${region}`
  return `the stream policy ${policy.pattern} lets it be ${whom} only in ${regions.join(', ')}, and this node ${where}`
}

/** What a policy says, in a few words: `take over; at most 3 nodes; regions eu`. */
export function summaryOf({ rules }: Pick<StreamPolicy, 'rules'>): string {
  const {
    on_second_publisher,
    publisher_grace_ms,
    max_replicas,
    min_replicas,
    allowed_regions,
    ingest_regions,
    max_viewers,
    visibility,
  } = rules
  const parts: string[] = []
  if (on_second_publisher !== null) parts.push(on_second_publisher === 'take_over' ? 'take over' : 'refuse a second')
  if (publisher_grace_ms !== null) {
    parts.push(publisher_grace_ms === 0 ? 'no grace' : `grace ${publisher_grace_ms / 1_000} s`)
  }
  if (min_replicas > 0) parts.push(`at least ${nodes(min_replicas)}`)
  if (max_replicas !== null) parts.push(`at most ${nodes(max_replicas)}`)
  if (max_viewers !== null) parts.push(`at most ${max_viewers} ${max_viewers === 1 ? 'viewer' : 'viewers'}`)
  if (allowed_regions !== null) parts.push(`regions ${allowed_regions.join(', ')}`)
  if (ingest_regions !== null) parts.push(`published in ${ingest_regions.join(', ')}`)
  if (visibility === 'local') parts.push('not told to foreign members')
  return parts.length === 0 ? 'as without a policy' : parts.join('; ')
}

/** A policy as it stands beside a stream or a decision. */
export function namedPolicy(policy: StreamPolicy): NamedPolicy {
  return { id: policy.id, pattern: policy.pattern, summary: summaryOf(policy) }
}

const nodes = (count: number) => `${count} ${count === 1 ? 'node' : 'nodes'}`
