import { randomUUID } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import { type EnrollmentTokenInfo, partsOfToken } from '#contract/enrollment.ts'
import type { ClusterId, Fingerprint, NodeId } from '#contract/ids.ts'
import type { ActivityLog, NewActivity } from '../store/activity-log.ts'
import type { Store } from '../store/store.ts'
import type { EnrollmentTokensTable } from '../store/tables.ts'
import { NetworkList } from './network-list.ts'
import { hashSecret, mintSecret, shownPrefix } from './secret.ts'
import { TrustError } from './trust-error.ts'

/** How long a token that is spent stays listed, in ms. */
const KEPT_AFTER_END_MS = 30 * 86_400_000

const MAKE_ANOTHER = 'Make a new one in the panel (Nodes, Add a node) or with POST /api/v1/enrollment-tokens.'

/** Who shows a token: the name the box wishes for, and the address it came from. */
export interface TokenUse {
  readonly name: string
  readonly address: string
}

/** What lets a fresh box join one cluster. */
export class EnrollmentTokens {
  readonly #store: Store
  readonly #activity: ActivityLog
  readonly #clock: () => number

  readonly #authorityFingerprint: () => Fingerprint | null

  /** @param authorityFingerprint of the authority that boxes shall know the origin by; null: tokens carry none */
  constructor(
    store: Store,
    activity: ActivityLog,
    clock: () => number,
    authorityFingerprint: () => Fingerprint | null = () => null,
  ) {
    this.#authorityFingerprint = authorityFingerprint
    this.#store = store
    this.#activity = activity
    this.#clock = clock
  }

  create(wish: {
    readonly cluster_id: ClusterId
    readonly name: string | null
    readonly usage_limit: number
    readonly ttl_ms: number
    /** Who asked, as the activity log names it. */
    readonly created_by: string
    /** Networks as CIDR, and a name or the beginning of one (`edge-*`); null or absent: no bound. */
    readonly networks?: readonly string[] | null
    readonly node_names?: string | null
    /** Whoever shows it becomes this node, with the key that it shows; null or absent: as the name says. */
    readonly node_id?: NodeId | null
  }): { info: EnrollmentTokenInfo; token: string } {
    const secret = mintSecret('enroll')
    const row: Selectable<EnrollmentTokensTable> = {
      id: randomUUID(),
      prefix: shownPrefix(secret),
      token_hash: hashSecret(secret),
      cluster_id: wish.cluster_id,
      name: wish.name,
      usage_limit: wish.usage_limit,
      usage_count: 0,
      created_by: wish.created_by,
      created_at: this.#at(),
      expires_at: this.#at(wish.ttl_ms),
      revoked_at: null,
      networks_json: wish.networks ? JSON.stringify(wish.networks) : null,
      node_names: wish.node_names ?? null,
      node_id: wish.node_id ?? null,
    }
    this.#store.run(this.#store.db.insertInto('enrollment_tokens').values(row))
    this.#record('enrollment_token.created', wish.created_by, `Enrollment token ${row.prefix}… was made.`, row)
    const authority = this.#authorityFingerprint()
    return { info: this.#info(row), token: authority === null ? secret : `${secret}.${authority}` }
  }

  list(): EnrollmentTokenInfo[] {
    const rows = this.#store.all(
      this.#store.db.selectFrom('enrollment_tokens').selectAll().orderBy('created_at', 'desc').orderBy('id'),
    )
    return rows.map((row) => this.#info(row))
  }

  revoke(id: string, actor: string): EnrollmentTokenInfo {
    const { row, changed } = this.#store.transaction(() => {
      const changed = this.#store.run(
        this.#store.db
          .updateTable('enrollment_tokens')
          .set({ revoked_at: this.#at() })
          .where('id', '=', id)
          .where('revoked_at', 'is', null),
      )
      const row = this.#store.first(this.#store.db.selectFrom('enrollment_tokens').selectAll().where('id', '=', id))
      return { row, changed }
    })
    if (row === undefined) {
      throw new TrustError(
        'enrollment_token_not_found',
        `There is no enrollment token ${id}.`,
        'Read which ones there are.',
      )
    }
    if (changed > 0) {
      this.#record('enrollment_token.revoked', actor, `Enrollment token ${row.prefix}… was revoked.`, row)
    }
    return this.#info(row)
  }

  /** Uses a token once; a use that is refused costs nothing. */
  consume(
    token: string,
    by: TokenUse,
  ): { token_id: string; cluster_id: ClusterId; prefix: string; node_id: NodeId | null } {
    const token_hash = hashSecret(partsOfToken(token).secret)
    const { db } = this.#store
    const known = this.#store.first(db.selectFrom('enrollment_tokens').selectAll().where('token_hash', '=', token_hash))
    const is_good = known !== undefined && this.#info(known).state === 'active'
    const outside = is_good ? outsideBounds(known, by) : null
    if (outside !== null) throw outside
    const used = this.#store.first(
      db
        .updateTable('enrollment_tokens')
        .set({ usage_count: sql`usage_count + 1` })
        .where('token_hash', '=', token_hash)
        .where('revoked_at', 'is', null)
        .where('expires_at', '>', this.#at())
        .where(sql<boolean>`usage_count < usage_limit`)
        .returningAll(),
    )
    if (used === undefined) throw this.#refusal(known)
    const message = `Enrollment token ${used.prefix}… was used by ${by.name} at ${by.address} (${used.usage_count} of ${used.usage_limit}).`
    this.#record('enrollment_token.used', `enrollment_token:${used.prefix}`, message, used)
    const { id, cluster_id, prefix, node_id } = used
    return { token_id: id, cluster_id: cluster_id as ClusterId, prefix, node_id: node_id as NodeId | null }
  }

  /** Removes tokens that were spent long ago. */
  sweep(): void {
    const long_ago = this.#at(-KEPT_AFTER_END_MS)
    this.#store.run(
      this.#store.db
        .deleteFrom('enrollment_tokens')
        .where((or) => or.or([or('expires_at', '<=', long_ago), or('revoked_at', '<=', long_ago)])),
    )
  }

  #refusal(row: Selectable<EnrollmentTokensTable> | undefined): TrustError {
    if (row === undefined) {
      const message = 'This enrollment token is not known here.'
      return new TrustError(
        'enrollment_token_unknown',
        message,
        `See that it was copied whole and is for this origin. ${MAKE_ANOTHER}`,
      )
    }
    if (row.revoked_at !== null) {
      const message = `Enrollment token ${row.prefix}… was revoked at ${row.revoked_at}.`
      return new TrustError('enrollment_token_revoked', message, MAKE_ANOTHER)
    }
    if (row.expires_at <= this.#at()) {
      const message = `Enrollment token ${row.prefix}… ran out at ${row.expires_at}.`
      return new TrustError('enrollment_token_expired', message, MAKE_ANOTHER)
    }
    const message = `Enrollment token ${row.prefix}… has been used ${row.usage_count} of ${row.usage_limit} times.`
    return new TrustError('enrollment_token_usage_exceeded', message, MAKE_ANOTHER)
  }

  #info({ token_hash: _, networks_json, node_id: __, ...row }: Selectable<EnrollmentTokensTable>): EnrollmentTokenInfo {
    const networks = networksOf(networks_json)
    const state =
      row.revoked_at !== null
        ? 'revoked'
        : row.usage_count >= row.usage_limit
          ? 'consumed'
          : row.expires_at <= this.#at()
            ? 'expired'
            : 'active'
    return { ...row, networks, cluster_id: row.cluster_id as ClusterId, state }
  }

  #record(type: NewActivity['type'], actor: string, message: string, row: Selectable<EnrollmentTokensTable>): void {
    const data = { enrollment_token_id: row.id, prefix: row.prefix, cluster_id: row.cluster_id }
    this.#activity.record({ type, severity: 'info', actor, node_id: null, stream_path: null, message, data })
  }

  #at(offset_ms = 0): string {
    return new Date(this.#clock() + offset_ms).toISOString()
  }
}

function networksOf(networks_json: string | null): string[] | null {
  return networks_json === null ? null : (JSON.parse(networks_json) as string[])
}

/** Why this box may not use this token; null: it may. */
function outsideBounds(row: Selectable<EnrollmentTokensTable>, { name, address }: TokenUse): TrustError | null {
  const networks = networksOf(row.networks_json)
  if (networks !== null && !new NetworkList(networks).contains(address)) {
    return new TrustError(
      'enrollment_token_wrong_address',
      `Enrollment token ${row.prefix}… is good from ${networks.join(', ')} only, and this box came from ${address}.`,
      `It was not used up. Where the box is behind a proxy, its address here is the proxy's. ${MAKE_ANOTHER}`,
    )
  }
  const wished = row.node_names
  const named = wished === null || (wished.endsWith('*') ? name.startsWith(wished.slice(0, -1)) : name === wished)
  if (named) return null
  return new TrustError(
    'enrollment_token_wrong_name',
    `Enrollment token ${row.prefix}… is for a node named ${wished}, and this one is named ${name}.`,
    `It was not used up: start the node with --name, or make another token. ${MAKE_ANOTHER}`,
  )
}
