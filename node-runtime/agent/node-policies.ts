import type { AdmitRequest, Admitted } from '#contract/control-channel.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import { patternFinder, regionRefusal, type StreamPolicy, type ToldPolicies } from '#contract/stream-policy.ts'
import type { Overflow } from '../media/admission.ts'
import { type Elsewhere, hopMark, MAX_HOPS } from '../media/play-elsewhere.ts'
import type { SessionPolicy } from '../media/session-machine.ts'
import { OriginAwayError } from './origin-questions.ts'

/** Asks the origin about a viewer. @throws {OriginAwayError} it cannot be asked now */
export type AskToAdmit = (
  asked: Omit<AdmitRequest, 'type' | 'id'>,
  signal: AbortSignal,
) => Promise<Omit<Admitted, 'type' | 'id'>>

export interface NodePoliciesOptions {
  readonly node_id: NodeId
  /** As the origin told them last; null: it never did. */
  readonly told: () => ToldPolicies | null
  /** What holds where no policy says otherwise. */
  readonly otherwise: Pick<SessionPolicy, 'grace_ms' | 'second_publisher'>
  /** What this node has of a stream; null where it has it not. */
  readonly here: (path: StreamPath) => { readonly viewers: number } | null
  readonly ask: AskToAdmit
}

/** Why a viewer is not served here, and who may serve it instead; null: nobody, or it cannot be sent on. */
export interface PlayRefusal {
  readonly message: string
  readonly elsewhere: Elsewhere | null
}

/** What operators say of streams, as this node holds to it: by what the origin told it last, whether the origin is there or not. */
export class NodePolicies {
  readonly #options: NodePoliciesOptions
  #told: ToldPolicies | null = null
  #find: (path: StreamPath) => StreamPolicy | null = () => null

  constructor(options: NodePoliciesOptions) {
    this.#options = options
  }

  /** The one that holds for a stream; null: none does. */
  of(path: StreamPath): StreamPolicy | null {
    const told = this.#options.told()
    if (told !== this.#told) {
      this.#told = told
      this.#find = patternFinder(told?.policies ?? [])
    }
    return this.#find(path)
  }

  /** How its publication goes on when its publisher is lost, or when another one comes. */
  sessionPolicy(path: StreamPath): SessionPolicy {
    const policy = this.of(path)
    const { otherwise } = this.#options
    const said = policy?.rules.on_second_publisher ?? null
    return {
      grace_ms: policy?.rules.publisher_grace_ms ?? otherwise.grace_ms,
      second_publisher: said ?? otherwise.second_publisher,
      said_by: said === null ? null : (policy?.pattern ?? null),
    }
  }

  /** Why this node takes no publisher of the stream; null: it does. */
  publishRefusal(path: StreamPath): string | null {
    const policy = this.of(path)
    const refusal = regionRefusal(policy, 'publish', this.#region)
    if (refusal === null) return null
    const where = policy?.rules.ingest_regions?.join(' or ')
    return `${path} is not taken here: ${refusal}. Publish it to a node in ${where}, or change the policy in the panel.`
  }

  /** Why this node plays the stream to nobody new, as far as it can say by itself; null: it may. */
  playRefusal(path: StreamPath): string | null {
    const policy = this.of(path)
    if (policy === null) return null
    const region = regionRefusal(policy, 'play', this.#region)
    if (region !== null) return `${path} is not played here: ${region}.`
    const most = policy.rules.max_viewers
    if (most === null || (this.#options.here(path)?.viewers ?? 0) < most) return null
    return `${path} takes no viewer more: the stream policy ${policy.pattern} allows ${most}. Come back when somebody has left.`
  }

  /** {@link playRefusal}, by what the origin knows of all nodes; while it is away, by what this node knows. */
  async refusalFor({ path, protocol, hops }: Overflow, signal: AbortSignal): Promise<PlayRefusal | null> {
    const policy = this.of(path)
    if (policy === null) return null
    const own = this.playRefusal(path)
    const { max_viewers, max_replicas } = policy.rules
    const { here, ask, node_id } = this.#options
    const wants_word = max_viewers !== null || (max_replicas !== null && here(path) === null)
    if (own === null && !wants_word) return null
    try {
      const { refused, nodes } = await ask({ stream_path: path, protocol, exclude: [...hops] }, signal)
      const message = refused ?? own
      if (message === null) return null
      const [best] = hops.length >= MAX_HOPS ? [] : nodes
      if (best === undefined) return { message, elsewhere: null }
      const node = { node_id: best.node_id, ...best.endpoints }
      return { message, elsewhere: { node, hops: [...hops, hopMark(node_id)] } }
    } catch (error) {
      if (!(error instanceof OriginAwayError)) throw error
      return own === null ? null : { message: own, elsewhere: null }
    }
  }

  get #region(): string | null {
    return this.#options.told()?.region ?? null
  }
}
