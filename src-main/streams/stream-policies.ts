import { randomUUID } from 'node:crypto'
import type { StreamPath } from '#contract/ids.ts'
import {
  type ChangeStreamPolicy,
  type CreateStreamPolicy,
  MAX_STREAM_POLICIES,
  patternFinder,
  type StreamPolicy,
  streamPolicyRulesSchema,
  streamPolicySchema,
  summaryOf,
  type ToldPolicies,
} from '#contract/stream-policy.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import type { Store } from '../store/store.ts'
import { StreamsError } from './streams-error.ts'

export interface StreamPoliciesOptions {
  readonly store: Store
  readonly activity: ActivityLog
  readonly clock: { now(): { readonly at: string } }
}

type Verb = 'created' | 'changed' | 'removed'

/** What operators say of streams: kept in the database, held by the origin and told to every node. */
export class StreamPolicies {
  readonly #options: StreamPoliciesOptions
  readonly #listeners = new Set<() => void>()
  #policies: readonly StreamPolicy[] = []
  #find: (path: StreamPath) => StreamPolicy | null = () => null
  /** Grows over restarts too, so that a node can tell newer words from older. */
  #revision = Date.now()

  constructor(options: StreamPoliciesOptions) {
    this.#options = options
    this.#read()
  }

  /** All, in the order of their patterns. */
  list(): readonly StreamPolicy[] {
    return this.#policies
  }

  find(id: string): StreamPolicy | undefined {
    return this.#policies.find((policy) => policy.id === id)
  }

  /** The one that holds for a stream: the most specific; null where there is none. */
  of(path: StreamPath): StreamPolicy | null {
    return this.#find(path)
  }

  /** Whether any stream is to be on more nodes than its publisher's before viewers come. */
  get prewarms(): boolean {
    return this.#policies.some(({ rules }) => rules.min_replicas > 1)
  }

  /** As nodes are told, but for where each is itself. */
  get told(): Omit<ToldPolicies, 'region'> {
    return { revision: this.#revision, policies: [...this.#policies] }
  }

  /** The function returned ends that. */
  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** @throws {StreamsError} policy_pattern_taken, too_many_policies */
  create({ pattern, rules }: CreateStreamPolicy, actor: string): StreamPolicy {
    this.#refuseTaken(pattern, null)
    if (this.#policies.length >= MAX_STREAM_POLICIES) {
      throw new StreamsError('too_many_policies', `there are ${MAX_STREAM_POLICIES} stream policies already`, {
        hint: 'Remove one, or cover several streams with one pattern (app/*).',
      })
    }
    const at = this.#options.clock.now().at
    const policy = { id: randomUUID(), pattern, rules, revision: 1, created_at: at, updated_at: at, updated_by: actor }
    this.#write('created', policy, null, actor)
    return policy
  }

  /** What is not in the change stays. @throws {StreamsError} policy_not_found, policy_pattern_taken, policy_contradiction */
  change(id: string, { pattern, ...change }: ChangeStreamPolicy, actor: string): StreamPolicy {
    const before = this.#known(id)
    if (pattern !== undefined) this.#refuseTaken(pattern, id)
    const said = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    const rules = streamPolicyRulesSchema.safeParse({ ...before.rules, ...said })
    if (!rules.success) {
      const why = rules.error.issues[0]?.message ?? 'its rules contradict one another'
      throw new StreamsError('policy_contradiction', `The policy ${before.pattern} cannot be so: ${why}.`, {
        hint: 'Change both fields in one request.',
      })
    }
    const policy: StreamPolicy = {
      ...before,
      pattern: pattern ?? before.pattern,
      rules: rules.data,
      revision: before.revision + 1,
      updated_at: this.#options.clock.now().at,
      updated_by: actor,
    }
    this.#write('changed', policy, before, actor)
    return policy
  }

  /** @throws {StreamsError} policy_not_found */
  remove(id: string, actor: string): StreamPolicy {
    const policy = this.#known(id)
    this.#write('removed', null, policy, actor)
    return policy
  }

  #known(id: string): StreamPolicy {
    const policy = this.find(id)
    if (policy !== undefined) return policy
    throw new StreamsError('policy_not_found', `there is no stream policy ${id}`, {
      hint: 'GET /api/v1/stream-policies lists all of them.',
    })
  }

  #refuseTaken(pattern: string, but_id: string | null): void {
    const other = this.#policies.find((policy) => policy.pattern === pattern && policy.id !== but_id)
    if (other === undefined) return
    throw new StreamsError('policy_pattern_taken', `there is a stream policy for ${pattern} already`, {
      hint: 'Change that one, or choose another pattern.',
      details: { policy_id: other.id },
    })
  }

  #write(verb: Verb, after: StreamPolicy | null, before: StreamPolicy | null, actor: string): void {
    const { store, activity } = this.#options
    const { db } = store
    const subject = after ?? before
    if (subject === null) throw new Error('a change of a policy is of one')
    const { pattern, id } = subject
    store.transaction(() => {
      if (after === null) {
        store.run(db.deleteFrom('stream_policies').where('id', '=', id))
      } else {
        const { rules, ...rest } = after
        const row = { ...rest, rules_json: JSON.stringify(rules) }
        store.run(
          before === null
            ? db.insertInto('stream_policies').values(row)
            : db.updateTable('stream_policies').set(row).where('id', '=', id),
        )
      }
      const says =
        after === null ? 'its streams are as without a policy, or another that fits them holds' : summaryOf(after)
      activity.record({
        type: `stream_policy.${verb}`,
        severity: 'info',
        actor,
        node_id: null,
        stream_path: null,
        message: `The stream policy ${pattern} was ${verb}: ${says}.`,
        data: { policy_id: id, before: kept(before), after: kept(after) },
      })
    })
    this.#read()
    this.#revision = Math.max(this.#revision + 1, Date.now())
    for (const listener of this.#listeners) listener()
  }

  #read(): void {
    const { store } = this.#options
    const rows = store.all(store.db.selectFrom('stream_policies').selectAll().orderBy('pattern'))
    this.#policies = rows.map(({ rules_json, ...row }) =>
      streamPolicySchema.parse({ ...row, rules: JSON.parse(rules_json) }),
    )
    this.#find = patternFinder(this.#policies)
  }
}

function kept(policy: StreamPolicy | null): Pick<StreamPolicy, 'pattern' | 'rules' | 'revision'> | null {
  if (policy === null) return null
  const { pattern, rules, revision } = policy
  return { pattern, rules, revision }
}
