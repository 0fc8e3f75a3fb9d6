import { randomUUID } from 'node:crypto'
import {
  type AccessPolicy,
  accessPolicySchema,
  accessSummary,
  type ChangeAccessPolicy,
  type CreateAccessPolicy,
  MAX_ACCESS_POLICIES,
} from '#contract/access-policy.ts'
import type { StreamPath } from '#contract/ids.ts'
import { patternFinder } from '#contract/stream-policy.ts'
import type { ActivityLog } from '../../store/activity-log.ts'
import type { Store } from '../../store/store.ts'
import { AccessError } from './access-error.ts'

export interface AccessPoliciesOptions {
  readonly store: Store
  readonly activity: ActivityLog
  /** Wall clock, in ms. */
  readonly clock: () => number
  readonly onChanged: () => void
}

type Verb = 'created' | 'changed' | 'removed'

/** Who may publish and watch which streams: kept in the database, held by the origin. */
export class AccessPolicies {
  readonly #options: AccessPoliciesOptions
  #policies: readonly AccessPolicy[] = []
  #find: (path: StreamPath) => AccessPolicy | null = () => null

  constructor(options: AccessPoliciesOptions) {
    this.#options = options
    this.#read()
  }

  /** All, in the order of their patterns. */
  list(): readonly AccessPolicy[] {
    return this.#policies
  }

  find(id: string): AccessPolicy | undefined {
    return this.#policies.find((policy) => policy.id === id)
  }

  /** @throws {AccessError} access_policy_not_found */
  get(id: string): AccessPolicy {
    const policy = this.find(id)
    if (policy !== undefined) return policy
    throw new AccessError('access_policy_not_found', `there is no access policy ${id}`, {
      hint: 'GET /api/v1/access-policies lists all of them.',
    })
  }

  /** The one that holds for a stream: the most specific; null where there is none. */
  of(path: StreamPath): AccessPolicy | null {
    return this.#find(path)
  }

  /** @throws {AccessError} access_pattern_taken, too_many_access_policies */
  create({ pattern, rules }: CreateAccessPolicy, actor: string): AccessPolicy {
    this.#refuseTaken(pattern, null)
    if (this.#policies.length >= MAX_ACCESS_POLICIES) {
      throw new AccessError('too_many_access_policies', `there are ${MAX_ACCESS_POLICIES} access policies already`, {
        hint: 'Remove one, or cover several streams with one pattern (app/*).',
      })
    }
    const at = this.#at()
    const policy = { id: randomUUID(), pattern, rules, revision: 1, created_at: at, updated_at: at, updated_by: actor }
    this.#write('created', policy, null, actor)
    return policy
  }

  /** What is not in the change stays. @throws {AccessError} access_policy_not_found, access_pattern_taken */
  change(id: string, { pattern, ...change }: ChangeAccessPolicy, actor: string): AccessPolicy {
    const before = this.get(id)
    if (pattern !== undefined) this.#refuseTaken(pattern, id)
    const said = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
    const policy: AccessPolicy = {
      ...before,
      pattern: pattern ?? before.pattern,
      rules: { ...before.rules, ...said },
      revision: before.revision + 1,
      updated_at: this.#at(),
      updated_by: actor,
    }
    this.#write('changed', policy, before, actor)
    return policy
  }

  /** @throws {AccessError} access_policy_not_found */
  remove(id: string, actor: string): AccessPolicy {
    const policy = this.get(id)
    this.#write('removed', null, policy, actor)
    return policy
  }

  #refuseTaken(pattern: string, but_id: string | null): void {
    const other = this.#policies.find((policy) => policy.pattern === pattern && policy.id !== but_id)
    if (other === undefined) return
    throw new AccessError('access_pattern_taken', `there is an access policy for ${pattern} already`, {
      hint: 'Change that one, or choose another pattern.',
      details: { policy_id: other.id },
    })
  }

  #at(): string {
    return new Date(this.#options.clock()).toISOString()
  }

  #write(verb: Verb, after: AccessPolicy | null, before: AccessPolicy | null, actor: string): void {
    const { store, activity, onChanged } = this.#options
    const { db } = store
    const subject = after ?? before
    if (subject === null) throw new Error('a change of a policy is of one')
    const { pattern, id } = subject
    store.transaction(() => {
      if (after === null) {
        store.run(db.deleteFrom('access_policies').where('id', '=', id))
      } else {
        const { rules, ...rest } = after
        const row = { ...rest, rules_json: JSON.stringify(rules) }
        store.run(
          before === null
            ? db.insertInto('access_policies').values(row)
            : db.updateTable('access_policies').set(row).where('id', '=', id),
        )
      }
      const says =
        after === null ? 'its streams are as without one, or another that fits them holds' : accessSummary(after)
      activity.record({
        type: `access_policy.${verb}`,
        severity: 'info',
        actor,
        node_id: null,
        stream_path: null,
        message: `The access policy ${pattern} was ${verb}: ${says}.`,
        data: { policy_id: id, before: kept(before), after: kept(after) },
      })
    })
    this.#read()
    onChanged()
  }

  #read(): void {
    const { store } = this.#options
    const rows = store.all(store.db.selectFrom('access_policies').selectAll().orderBy('pattern'))
    this.#policies = rows.map(({ rules_json, ...row }) =>
      accessPolicySchema.parse({ ...row, rules: JSON.parse(rules_json) }),
    )
    this.#find = patternFinder(this.#policies)
  }
}

function kept(policy: AccessPolicy | null): Pick<AccessPolicy, 'pattern' | 'rules' | 'revision'> | null {
  if (policy === null) return null
  const { pattern, rules, revision } = policy
  return { pattern, rules, revision }
}
