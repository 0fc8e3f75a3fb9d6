import { X509Certificate } from 'node:crypto'
import type { Logger } from 'pino'
import type { CertificateIssued, CertificateRequest } from '#contract/control-channel.ts'
import type { NodeCertificate } from '#contract/enrollment.ts'
import type { Fingerprint, NodeId } from '#contract/ids.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import { nodeActivity } from './node-activity.ts'

/** What the nodes feature needs of the authority (trust/authority/). */
export interface NodeAuthority {
  /** Certificates of all authorities that are trusted, the one that signs first. */
  readonly certificates: readonly string[]
  onChanged(listener: () => void): () => void
  readRequest(request_pem: string): Promise<{ readonly spki_der: Buffer; readonly key_fingerprint: Fingerprint }>
  issueNodeCertificate(node_id: NodeId, spki_der: Buffer): Promise<NodeCertificate>
  confirmHeld(node_id: NodeId): void
  certifiedKey(node_id: NodeId): Fingerprint | undefined
  hasShown(node_id: NodeId): boolean
  noteShown(node_id: NodeId): void
  keyOfCertificate(certificate: X509Certificate): Fingerprint
}

/** A node asks for so many certificates at most within a minute; a renewal takes one. */
const MAX_REQUESTS_A_MINUTE = 6
const MINUTE_MS = 60_000

export interface NodeCertificatesOptions {
  readonly authority: NodeAuthority
  readonly activity: Pick<ActivityLog, 'record'>
  readonly log: Logger
  /** Of the certificate that the node signed itself, from its enrolment; undefined: it is no member. */
  readonly fingerprintOf: (node_id: NodeId) => Fingerprint | undefined
  readonly nameOf: (node_id: NodeId) => string
  /** Milliseconds, monotonic. */
  readonly now_ms: () => number
}

/** Gives nodes certificates for the key that they enrolled with, over their control channels. */
export class NodeCertificates {
  readonly #options: NodeCertificatesOptions
  readonly #asked = new Map<NodeId, number[]>()

  constructor(options: NodeCertificatesOptions) {
    this.#options = options
  }

  /** Never throws: what went wrong is in the answer. */
  async answer(node_id: NodeId, request: CertificateRequest): Promise<CertificateIssued> {
    const { id } = request
    const refused = (error: string): CertificateIssued => ({ type: 'certificate_issued', id, certificate: null, error })
    if (this.#tooMany(node_id)) return refused('this node has asked too often; it may ask again in a minute')
    const { authority, log } = this.#options
    try {
      const { spki_der } = await authority.readRequest(request.request_pem)
      if (!this.#isOfNode(node_id, request.self_signed_pem, spki_der)) {
        this.#auditForeignKey(node_id)
        return refused('the request is for another key than the one that this node enrolled with')
      }
      const certificate = await authority.issueNodeCertificate(node_id, spki_der)
      return { type: 'certificate_issued', id, certificate, error: null }
    } catch (error) {
      log.warn({ event: 'certificate.not_issued', node_id, err: error }, 'a node got no certificate')
      return refused(error instanceof Error ? error.message.slice(0, 256) : 'it could not be issued')
    }
  }

  /** The node is not a member any more. */
  forget(node_id: NodeId): void {
    this.#asked.delete(node_id)
  }

  /** Whoever has a node's credential and not its key cannot get a certificate for a key of their own. */
  #isOfNode(node_id: NodeId, self_signed_pem: string, spki_der: Buffer): boolean {
    const { raw, publicKey, fingerprint256 } = new X509Certificate(self_signed_pem)
    const fingerprint = fingerprint256.replaceAll(':', '').toLowerCase()
    if (raw.length === 0 || fingerprint !== this.#options.fingerprintOf(node_id)) return false
    return publicKey.export({ type: 'spki', format: 'der' }).equals(spki_der)
  }

  #auditForeignKey(node_id: NodeId): void {
    const { activity, nameOf, log } = this.#options
    const message = `Node ${nameOf(node_id)} asked for a certificate for a key that is not its own, and got none.`
    log.warn({ event: 'certificate.foreign_key', node_id }, message)
    activity.record(
      nodeActivity({ id: node_id }, 'node.certificate_refused', 'warning', `node:${node_id}`, message, {}),
    )
  }

  #tooMany(node_id: NodeId): boolean {
    const now_ms = this.#options.now_ms()
    const lately = (this.#asked.get(node_id) ?? []).filter((at_ms) => now_ms - at_ms < MINUTE_MS)
    if (lately.length >= MAX_REQUESTS_A_MINUTE) return true
    this.#asked.set(node_id, [...lately, now_ms])
    return false
  }
}
