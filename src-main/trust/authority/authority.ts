import { createHash, createPublicKey, X509Certificate } from 'node:crypto'
import type { AuthorityInfo, AuthorityState } from '#contract/authority.ts'
import type { NodeCertificate } from '#contract/enrollment.ts'
import type { ClusterId, Fingerprint, NodeId } from '#contract/ids.ts'
import { type CertificateVerdict, judgeNodeCertificate } from '#contract/node-certificate.ts'
import type { ActivityLog, NewActivity } from '../../store/activity-log.ts'
import type { Store } from '../../store/store.ts'
import { AuthorityError } from './authority-error.ts'
import { AuthorityRows, type KeptAuthority } from './authority-rows.ts'
import type { IssuedCertificate, Signer } from './certificates.ts'

const DAY_MS = 86_400_000

/** How long a node's certificate lasts, in ms; it is renewed at two thirds of that. */
export const NODE_CERTIFICATE_LIFE_MS = 7 * DAY_MS
/** How long a certificate of the origin lasts, in ms. */
const SERVER_CERTIFICATE_LIFE_MS = 30 * DAY_MS

/** What the authority's keys are sealed for. */
const KEY_PURPOSE = 'authority:ca-key'

/** Seals what lies in the database; see data-key.ts. */
export interface KeySeal {
  seal(purpose: string, plaintext: Buffer): Buffer
  open(purpose: string, sealed: Uint8Array): Buffer
}

export interface AuthorityOptions {
  readonly store: Store
  readonly activity: ActivityLog
  readonly data_key: KeySeal
  readonly cluster_id: ClusterId
  /** Milliseconds since 1970; default `Date.now`. */
  readonly clock?: () => number
  /** Default {@link NODE_CERTIFICATE_LIFE_MS}. */
  readonly node_certificate_life_ms?: number
}

/** A certificate, and all that whoever is shown it may want to check it by. */
export interface ServerCertificate {
  /** The certificate, then those of the authority that signed it: what a TLS server sends. */
  readonly chain_pem: string
  readonly not_before: string
  readonly not_after: string
}

/** What is known of the newest certificate of a node. */
interface HeldByNode {
  readonly authority_id: string
  readonly key_fingerprint: Fingerprint
  readonly shown: boolean
  /** It has said that it has it. */
  readonly is_held: boolean
}

/**
 * The installation's own certificate authority: it signs what nodes and origin prove themselves with. Its key lies in the database, sealed.
 * After a rotation the one before is trusted too until it is dropped, so that nobody is cut off while nodes renew.
 */
export class Authority {
  readonly #rows: AuthorityRows
  readonly #options: AuthorityOptions
  readonly #clock: () => number
  readonly #life_ms: number
  readonly #listeners = new Set<() => void>()
  readonly #key_listeners = new Set<(node_id: NodeId) => void>()
  readonly #held = new Map<NodeId, HeldByNode>()
  #kept: readonly KeptAuthority[]
  #trusted: readonly X509Certificate[] = []
  #signer: { readonly id: string; readonly signer: Signer } | null = null
  #rotating = false

  private constructor(options: AuthorityOptions, rows: AuthorityRows, kept: readonly KeptAuthority[]) {
    this.#options = options
    this.#rows = rows
    this.#clock = options.clock ?? Date.now
    this.#life_ms = options.node_certificate_life_ms ?? NODE_CERTIFICATE_LIFE_MS
    this.#kept = kept
    for (const { node_id, authority_id, key_fingerprint, shown_at } of rows.held()) {
      this.#held.set(node_id as NodeId, { authority_id, key_fingerprint, shown: shown_at !== null, is_held: true })
    }
    this.#index()
  }

  /** Opens the authority of this database; makes it where there is none yet. @throws what the data key says of a key it did not seal */
  static async open(options: AuthorityOptions): Promise<Authority> {
    const rows = new AuthorityRows(options.store)
    const kept = rows.trusted()
    const authority = new Authority(options, rows, kept)
    if (kept.length === 0) await authority.#make('origin', null)
    else await authority.#signing()
    return authority
  }

  /** Certificates of all authorities that are trusted, as PEM, the one that signs first. */
  get certificates(): readonly string[] {
    return this.#kept.map(({ certificate_pem }) => certificate_pem)
  }

  /** SHA-256 of the public key of the authority that signs: what enrollment tokens carry. */
  get fingerprint(): Fingerprint {
    return this.#current().key_fingerprint
  }

  /** Calls the listener whenever which authorities are trusted, or which of them signs, has changed; the function returned ends that. */
  onChanged(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Signs a certificate for a key of the origin's own TLS port, good for 30 days. Whoever uses it asks for another one well before, and
   * whenever {@link onChanged} says so.
   * @param public_key SubjectPublicKeyInfo as PEM, of a P-256 key
   */
  async issueServerCertificate(wish: {
    readonly dns_names: readonly string[]
    readonly ip_addresses: readonly string[]
    readonly public_key: string
  }): Promise<ServerCertificate> {
    const spki_der = createPublicKey(wish.public_key).export({ type: 'spki', format: 'der' })
    return await this.#issueServer({ ...wish, spki_der, is_origin: true })
  }

  /**
   * Signs a certificate for the media port of a node, good as long as one of the origin. Whether the node may have these names is for the
   * caller to know.
   * @param request_pem PKCS #10, of a P-256 key
   * @throws {AuthorityError} certificate_request_invalid
   */
  async issueMediaCertificate(wish: {
    readonly dns_names: readonly string[]
    readonly ip_addresses: readonly string[]
    readonly request_pem: string
  }): Promise<ServerCertificate> {
    const { spki_der } = await this.readRequest(wish.request_pem)
    return await this.#issueServer({ ...wish, spki_der, is_origin: false })
  }

  /** The key that a node wants a certificate for. @throws {AuthorityError} certificate_request_invalid */
  async readRequest(
    request_pem: string,
  ): Promise<{ readonly spki_der: Buffer; readonly key_fingerprint: Fingerprint }> {
    const { readRequest } = await import('./certificates.ts')
    const asked = await readRequest(request_pem)
    if (asked !== null) return asked
    throw new AuthorityError(
      'certificate_request_invalid',
      'The certificate request is none: it must be PKCS #10 (RFC 2986) for a P-256 key, signed by that key.',
      'Run the same version of headwater on node and origin.',
    )
  }

  /** Signs a certificate for a node's key. Whether it is that node which asks is for the caller to know. */
  async issueNodeCertificate(node_id: NodeId, spki_der: Buffer): Promise<NodeCertificate> {
    const { keyFingerprint, signNodeCertificate } = await import('./certificates.ts')
    const { id, signer } = await this.#signing()
    const node = { node_id, cluster_id: this.#options.cluster_id, spki_der }
    const issued = await signNodeCertificate(signer, node, { now_ms: this.#clock(), life_ms: this.#life_ms })
    this.#issued(node_id, id, keyFingerprint(spki_der), issued)
    return { certificate_pem: issued.certificate_pem, authorities: [...this.certificates] }
  }

  /** Whose certificate this is, in DER, or why it proves nobody. */
  judge(certificate_der: Buffer): CertificateVerdict {
    const expectation = {
      authorities: this.#trusted,
      cluster_id: this.#options.cluster_id,
      now_ms: this.#clock(),
    }
    return judgeNodeCertificate(new X509Certificate(certificate_der), expectation)
  }

  /**
   * The key that this node proves itself by: that of the newest certificate which it is known to have on its disk. Undefined: it has none, and is
   * known by the certificate that it signed itself.
   */
  keyOf(node_id: NodeId): Fingerprint | undefined {
    const held = this.#held.get(node_id)
    return held?.is_held ? held.key_fingerprint : undefined
  }

  /** The key for which this node was last given a certificate, whether it has that on its disk or not; undefined: it was given none. */
  certifiedKey(node_id: NodeId): Fingerprint | undefined {
    return this.#held.get(node_id)?.key_fingerprint
  }

  /** SHA-256 of the public key of a certificate. */
  keyOfCertificate({ publicKey }: X509Certificate): Fingerprint {
    return createHash('sha256')
      .update(publicKey.export({ type: 'spki', format: 'der' }))
      .digest('hex')
  }

  /** The node has what was issued to it. */
  confirmHeld(node_id: NodeId): void {
    const held = this.#held.get(node_id)
    if (held === undefined || held.is_held) return
    this.#held.set(node_id, { ...held, is_held: true })
    for (const listener of [...this.#key_listeners]) listener(node_id)
  }

  /** Calls the listener whenever {@link keyOf} has changed for a node that has it on its disk; the function returned ends that. */
  onKeyChanged(listener: (node_id: NodeId) => void): () => void {
    this.#key_listeners.add(listener)
    return () => this.#key_listeners.delete(listener)
  }

  /** Whether this node has ever shown a certificate on its control channel: from then on it has to. */
  hasShown(node_id: NodeId): boolean {
    return this.#held.get(node_id)?.shown ?? false
  }

  /** A node has shown its certificate on its control channel. */
  noteShown(node_id: NodeId): void {
    const held = this.#held.get(node_id)
    if (held === undefined || held.shown) return
    this.#held.set(node_id, { ...held, shown: true })
    this.#rows.shown(node_id, this.#at())
  }

  /** A node is no member any more, or starts anew: what was known of its certificate is forgotten. */
  forget(node_id: NodeId): void {
    if (this.#held.delete(node_id)) this.#rows.forget(node_id)
  }

  /**
   * Makes a new authority, which signs from now on; the one before stays trusted until it is dropped, and its key is destroyed.
   * @throws {AuthorityError} rotation_under_way: one before is trusted still
   */
  async rotate(actor: string): Promise<AuthorityState> {
    const old = this.#kept.find(({ state }) => state === 'trusted')
    if (this.#rotating || old !== undefined) {
      throw new AuthorityError(
        'rotation_under_way',
        `The authority ${old?.key_fingerprint.slice(0, 16) ?? 'before'} of the last rotation is trusted still.`,
        'Wait until no node holds a certificate of it (GET /api/v1/authority), and drop it.',
      )
    }
    this.#rotating = true
    try {
      await this.#make(actor, await this.#signing())
      return this.describe()
    } finally {
      this.#rotating = false
    }
  }

  /**
   * Ends the trust in an authority that signs no more.
   * @param force also where nodes hold certificates of it that they have not renewed: those prove nothing to other nodes from then on
   * @throws {AuthorityError} authority_not_found, authority_signs, authority_in_use unless forced
   */
  drop(id: string, force: boolean, actor: string): AuthorityState {
    const found = this.#kept.find((kept) => kept.id === id)
    if (found === undefined) {
      throw new AuthorityError('authority_not_found', `There is no authority ${id}.`, 'Read which ones there are.')
    }
    if (found.state === 'signing') {
      throw new AuthorityError(
        'authority_signs',
        'This authority signs the certificates of this installation.',
        'Start a rotation first; then the one before it can be dropped.',
      )
    }
    const holders = this.#countOf(id)
    if (holders > 0 && !force) {
      throw new AuthorityError(
        'authority_in_use',
        `${holders} ${holders === 1 ? 'node holds' : 'nodes hold'} a certificate of this authority still.`,
        'Wait until they have renewed theirs. With force other nodes take nothing from them until then.',
      )
    }
    this.#options.store.transaction(() => {
      this.#rows.drop(id, this.#at())
      this.#record('authority.dropped', actor, `Authority ${short(found)} is not trusted any more.`, {
        authority_id: id,
        key_fingerprint: found.key_fingerprint,
        nodes: holders,
      })
    })
    this.#reload()
    return this.describe()
  }

  /** All that an operator may want to know; no secret. */
  describe(): AuthorityState {
    const authorities = this.#kept.map((kept): AuthorityInfo => {
      const { fingerprint256 } = new X509Certificate(kept.certificate_pem)
      return {
        id: kept.id,
        state: kept.state,
        key_fingerprint: kept.key_fingerprint,
        certificate_fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(),
        certificate_pem: kept.certificate_pem,
        created_at: kept.created_at,
        not_after: kept.not_after,
        replaced_at: kept.replaced_at,
        nodes: this.#countOf(kept.id),
      }
    })
    return { authorities, node_certificate_life_ms: this.#life_ms }
  }

  #countOf(authority_id: string): number {
    return [...this.#held.values()].filter((held) => held.authority_id === authority_id).length
  }

  async #issueServer(wish: {
    readonly dns_names: readonly string[]
    readonly ip_addresses: readonly string[]
    readonly spki_der: Buffer
    readonly is_origin: boolean
  }): Promise<ServerCertificate> {
    const { signServerCertificate } = await import('./certificates.ts')
    const { signer } = await this.#signing()
    const { certificate_pem } = await signServerCertificate(signer, wish, {
      now_ms: this.#clock(),
      life_ms: SERVER_CERTIFICATE_LIFE_MS,
    })
    const current = this.#current()
    const { validFrom, validTo } = new X509Certificate(certificate_pem)
    return {
      // Also those of before: a token may carry the fingerprint of one.
      chain_pem: [certificate_pem, current.cross_certificate_pem ?? '', ...this.certificates].join(''),
      not_before: new Date(validFrom).toISOString(),
      not_after: new Date(validTo).toISOString(),
    }
  }

  #issued(node_id: NodeId, authority_id: string, key_fingerprint: Fingerprint, issued: IssuedCertificate): void {
    const { serial, not_after } = issued
    const before = this.#held.get(node_id)
    // Renewed for the same key it changes nothing for others; for a first one, or another key, the node has to have it before they are told.
    const is_held = before?.key_fingerprint === key_fingerprint && before.is_held
    this.#held.set(node_id, { authority_id, key_fingerprint, shown: before?.shown ?? false, is_held })
    this.#rows.put({ node_id, authority_id, key_fingerprint, serial, issued_at: this.#at(), not_after })
  }

  async #make(actor: string, before: { readonly id: string; readonly signer: Signer } | null): Promise<void> {
    const { makeAuthority } = await import('./certificates.ts')
    const made = await makeAuthority(this.#options.cluster_id, this.#clock(), before?.signer ?? null)
    const sealed_key = this.#options.data_key.seal(KEY_PURPOSE, made.key_der)
    made.key_der.fill(0)
    this.#options.store.transaction(() => {
      const kept = this.#rows.make({ ...made, sealed_key }, this.#at())
      const what = before === null ? 'was made' : 'was made and signs from now on; the one before is trusted still'
      this.#record(
        before === null ? 'authority.made' : 'authority.rotated',
        actor,
        `Authority ${short(kept)} ${what}.`,
        {
          authority_id: kept.id,
          key_fingerprint: kept.key_fingerprint,
          ...(before === null ? {} : { before: before.id }),
        },
      )
    })
    this.#reload()
    await this.#signing()
  }

  async #signing(): Promise<{ readonly id: string; readonly signer: Signer }> {
    const { id, certificate_pem, sealed_key } = this.#current()
    if (this.#signer?.id === id) return this.#signer
    if (sealed_key === null) throw new Error('the key of the authority that signs is not there')
    const key_der = this.#options.data_key.open(KEY_PURPOSE, sealed_key)
    const { importSigningKey } = await import('./certificates.ts')
    const key = await importSigningKey(key_der)
    key_der.fill(0)
    this.#signer = { id, signer: { certificate_pem, key } }
    return this.#signer
  }

  #current(): KeptAuthority {
    const current = this.#kept.find(({ state }) => state === 'signing')
    if (current === undefined) throw new Error('no authority signs')
    return current
  }

  #reload(): void {
    this.#kept = this.#rows.trusted()
    this.#index()
    for (const listener of [...this.#listeners]) listener()
  }

  #index(): void {
    this.#trusted = this.#kept.map(({ certificate_pem }) => new X509Certificate(certificate_pem))
  }

  #record(type: NewActivity['type'], actor: string, message: string, data: Record<string, unknown>): void {
    this.#options.activity.record({ type, severity: 'info', actor, node_id: null, stream_path: null, message, data })
  }

  #at(): string {
    return new Date(this.#clock()).toISOString()
  }
}

function short({ key_fingerprint }: Pick<KeptAuthority, 'key_fingerprint'>): string {
  return key_fingerprint.slice(0, 16)
}
