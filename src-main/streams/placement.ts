import type { z } from 'zod'
import type {
  Allocation,
  AllocationCandidate,
  AllocationReplay,
  allocationRequestSchema,
  ExplainedAllocation,
  Ticket,
} from '#contract/api.ts'
import type { AdmitRequest, Admitted, Allocated, AllocateRequest, RedeemRequest } from '#contract/control-channel.ts'
import type { PlacedNode, PlacedNodes } from '#contract/entry.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import { playUrl, publishUrl, securedUrl, withTicket } from '#contract/media-urls.ts'
import { type LoadThresholds, type Node, type NodeRole, roleWork } from '#contract/node.ts'
import type { MediaProtocol, Stream, StreamSession } from '#contract/stream.ts'
import { namedPolicy, type StreamPolicy } from '#contract/stream-policy.ts'
import type { LiveState } from '../live-state/live-state.ts'
import { Histogram } from '../metrics/histogram.ts'
import { type AllocationDecision, type AllocationQuestion, allocate, NOT_OFFERED } from './allocation.ts'
import type { PolicyLimits } from './policy-limits.ts'
import { sourceObstacle } from './relay-sources.ts'
import { Reservations } from './reservations.ts'
import { defaultRouting, type RoutingSettings } from './routing-settings.ts'
import { StreamsError } from './streams-error.ts'
import { Tickets, type TicketVerdict } from './tickets.ts'

/** What a stream takes of a node for each client where its bit rate is not known yet, in Mbit/s. */
const ASSUMED_MBPS = 2
/** The best node and so many others are named to whoever asks without a ticket (contracts/frameworks.md F-18: up to 4 fallbacks). */
const NAMED = 5

export interface PlacementOptions {
  readonly live: LiveState
  readonly nodes: {
    /** Every member, as it was when it was last heard of. */
    placeable(): readonly Node[]
    find(id: NodeId): Node | undefined
  }
  /** Nodes that serve this stream, or will in a moment. */
  readonly holders: (path: StreamPath) => ReadonlySet<NodeId>
  readonly sessionOf: (path: StreamPath) => StreamSession | undefined
  readonly limits: PolicyLimits
  readonly policies: { of(path: StreamPath): StreamPolicy | null }
  /** @throws {StreamsError} stream_not_found, with what is live */
  readonly known: (path: StreamPath) => Stream
  readonly clock: { now(): { readonly monotonic_ms: number; readonly at: string } }
  /** Defaults: {@link defaultRouting}. */
  readonly routing?: RoutingSettings
}

type Asked = Omit<z.infer<typeof allocationRequestSchema>, 'limit'> & { readonly limit?: number | undefined }

/** Whether a new client of a node had better go to another, and why. */
export interface RedirectDecision {
  readonly redirect: boolean
  readonly target: AllocationCandidate | null
  readonly reason: string
  readonly thresholds: LoadThresholds
}

/** Where clients play and publish: decides, explains, gives tickets out and takes them back. */
export class Placement {
  readonly #options: PlacementOptions
  readonly #routing: RoutingSettings
  readonly #reservations = new Reservations()
  readonly #tickets: Tickets
  /** How long it took to choose nodes for a client, in seconds, by what it wants. */
  readonly decision_times = { play: new Histogram(), publish: new Histogram() }
  /** Clients for whom there was no node, since the origin started. */
  readonly without_candidates = { play: 0, publish: 0 }

  constructor(options: PlacementOptions) {
    this.#options = options
    this.#routing = options.routing ?? defaultRouting
    this.#tickets = new Tickets(options.live, this.#reservations, this.#routing.ticket_ttl_ms)
  }

  /** What became of tickets since the origin started. */
  get ticket_counts(): Tickets['counts'] {
    return this.#tickets.counts
  }

  /** A ticket for the best nodes. @throws {StreamsError} stream_not_found, no_candidates, protocol_not_supported */
  allocate(kind: Allocation['kind'], asked: Asked): Allocation {
    const { stream_path, protocol, region } = asked
    const { candidate_limit } = this.#routing
    const limit = Math.min(asked.limit ?? candidate_limit, candidate_limit)
    const { candidates, rejected, rejected_total } = this.#decide(kind, { ...asked, limit })
    const policy = this.#policyOf(stream_path)
    const decided = { kind, stream_path, protocol, region, rejected: [...rejected], rejected_total, policy }
    return this.#tickets.issue(
      (ticket_id) => ({
        ...decided,
        candidates: candidates.map((one) => ({ ...one, url: withTicket(one.url, ticket_id) })),
      }),
      this.#mbpsOf(stream_path),
      this.#options.clock.now(),
    )
  }

  /** The same decision, and nothing is given out or reserved. Without candidates it says why of each node. */
  explain(kind: Allocation['kind'], asked: Asked): ExplainedAllocation {
    const { stream_path, protocol, region } = asked
    this.#tickets.expire(this.#options.clock.now())
    const { candidates, rejected, rejected_total } = this.#weigh(kind, asked)
    return {
      ...{ kind, stream_path, protocol, region, rejected_total },
      candidates: [...candidates],
      rejected: [...rejected],
      policy: this.#policyOf(stream_path),
    }
  }

  /**
   * URL of the best node to play a stream from; a client is sent there.
   * @param is_secure the client came by TLS, and stays with it where the node speaks it: a page may not be sent back to plain HTTP
   * @throws as {@link allocate}
   */
  playUrl(stream_path: StreamPath, protocol: MediaProtocol, region: string | null, is_secure: boolean): string {
    this.#tickets.expire(this.#options.clock.now())
    const best = this.#decide('play', { stream_path, protocol, limit: 1, region }).candidates[0]
    if (best === undefined) throw new Error('an allocation without candidates was not refused')
    this.#reservations.sent(best.node_id, this.#mbpsOf(stream_path))
    return is_secure && this.#speaksTls(best.node_id) ? securedUrl(best.url) : best.url
  }

  /** The best nodes for a client, without a ticket and without a claim. @param is_secure as for {@link playUrl} @throws as {@link allocate} */
  named(
    kind: Allocation['kind'],
    stream_path: StreamPath,
    protocol: MediaProtocol,
    region: string | null,
    is_secure: boolean,
  ): PlacedNodes {
    this.#tickets.expire(this.#options.clock.now())
    const placed = this.#placed(this.#decide(kind, { stream_path, protocol, limit: NAMED, region }))
    const [best, ...others] = is_secure ? placed.map((node) => this.#secured(node)) : placed
    if (best === undefined) throw new Error('an allocation without candidates was not refused')
    return [best, ...others]
  }

  /** Members of another make say by their endpoints whether they do. */
  #speaksTls(node_id: NodeId): boolean {
    return this.#options.nodes.find(node_id)?.kind !== 'foreign'
  }

  #secured(node: PlacedNode): PlacedNode {
    return this.#speaksTls(node.node_id) ? { ...node, endpoints: { ...node.endpoints, media_tls: true } } : node
  }

  /** So many of the best nodes for viewers of a stream, of those that are not excluded and run our program. */
  best(stream_path: StreamPath, limit: number, exclude: ReadonlySet<NodeId>): NodeId[] {
    if (limit < 1) return []
    const forbids = ({ id, kind }: Node) => (exclude.has(id) || kind === 'foreign' ? SENT_ON : null)
    const asked = { stream_path, protocol: 'rtmp' as const, limit, region: null }
    const { candidates } = this.#weigh('play', asked, forbids)
    return candidates.filter(({ breakdown }) => !('last_resort' in breakdown)).map(({ node_id }) => node_id)
  }

  /** A node asks on behalf of a client that came to it. */
  answerNode(asked: Omit<AllocateRequest, 'type' | 'id'>): Omit<Allocated, 'type' | 'id'> {
    const { kind, stream_path, protocol, region, exclude, sends } = asked
    const forbids = ({ id }: Node) => (exclude.some((mark) => id.startsWith(mark.toLowerCase())) ? SENT_ON : null)
    try {
      this.#tickets.expire(this.#options.clock.now())
      const nodes = this.#placed(this.#decide(kind, { stream_path, protocol, limit: NAMED, region }, forbids))
      const [best] = nodes
      if (sends && best !== undefined) this.#reservations.sent(best.node_id, this.#mbpsOf(stream_path))
      return { nodes, error: null }
    } catch (error) {
      if (!(error instanceof StreamsError)) throw error
      const { code, message, hint } = error
      return { nodes: [], error: { code, message: hint === null ? message : `${message}. ${hint}` } }
    }
  }

  /** A node asks whether it may serve a viewer who came to it, by what is said of the stream; who is let in is counted. */
  admit(
    node_id: NodeId,
    { stream_path, protocol, exclude }: Omit<AdmitRequest, 'type' | 'id'>,
  ): Omit<Admitted, 'type' | 'id'> {
    const { limits, nodes, holders } = this.#options
    const here = nodes.find(node_id)
    const reason = here === undefined ? null : limits.judge('play', stream_path, holders(stream_path))(here)
    if (reason === null) {
      limits.letIn(node_id, stream_path)
      return { refused: null, nodes: [] }
    }
    const region = here?.region ?? null
    const asked = { kind: 'play' as const, stream_path, protocol, region, exclude: [...exclude, node_id], sends: true }
    return { refused: `${stream_path} is not played here: ${reason}.`, nodes: this.answerNode(asked).nodes }
  }

  /** Whether a new viewer of this node had better go to another. @throws {StreamsError} stream_not_found */
  redirectDecision(node_id: NodeId, stream_path: StreamPath, protocol: MediaProtocol): RedirectDecision {
    const { thresholds } = this.#routing
    const here = this.#options.nodes.find(node_id)
    const stay = (reason: string) => ({ redirect: false, target: null, reason, thresholds })
    if (here?.routable === true) return stay('this node is within its thresholds')
    const reason = here?.routable_reasons.join('; ') || 'this node is not known to the origin'
    const asked = { stream_path, protocol, limit: 1, region: here?.region ?? null }
    const [best] = this.#weigh('play', asked, ({ id }) => (id === node_id ? SENT_ON : null)).candidates
    if (best === undefined || 'last_resort' in best.breakdown) return stay(`${reason}, and no other node can do better`)
    return { redirect: true, target: best, reason, thresholds }
  }

  /** Decides a ticket's question again, with what nodes report now; undefined where the ticket is not known. */
  replay(ticket_id: string): AllocationReplay | undefined {
    const found = this.ticket(ticket_id)
    if (found === undefined) return undefined
    const { kind, stream_path, protocol, region, candidates } = found.ticket
    const asked = { stream_path, protocol, region, limit: Math.max(1, candidates.length) }
    try {
      const now = this.explain(kind, asked)
      return { ...found, now, refusal: null, differences: differencesOf(found.ticket, now) }
    } catch (error) {
      if (!(error instanceof StreamsError)) throw error
      return { ...found, now: null, refusal: error.message, differences: [`Now nobody is named: ${error.message}.`] }
    }
  }

  /** The node has reported what it carries: who was sent there is among it soon. */
  reported(node_id: NodeId): void {
    this.#reservations.reported(node_id)
  }

  /** A client came to a node with a ticket. */
  redeem(
    node_id: NodeId,
    { ticket_id, kind, stream_path, protocol }: Omit<RedeemRequest, 'type' | 'id'>,
  ): TicketVerdict {
    const verdict = this.#tickets.redeem({ ticket_id, node_id, kind, stream_path, protocol }, this.#options.clock.now())
    // Who comes with a bad one is no viewer yet; as one without a ticket the node asks for them.
    if (kind === 'play' && verdict === null) this.#options.limits.letIn(node_id, stream_path)
    return verdict
  }

  ticket(ticket_id: string): Ticket | undefined {
    return this.#tickets.find(ticket_id, this.#options.clock.now())
  }

  /** Tickets that are out. */
  get outstanding(): number {
    return this.#tickets.outstanding
  }

  #policyOf(path: StreamPath) {
    const policy = this.#options.policies.of(path)
    return policy === null ? null : namedPolicy(policy)
  }

  #mbpsOf(path: StreamPath): number {
    const kbps = this.#options.sessionOf(path)?.bitrate_kbps ?? 0
    return kbps > 0 ? kbps / 1_000 : ASSUMED_MBPS
  }

  #placed({ candidates }: AllocationDecision): PlacedNode[] {
    return candidates.flatMap(({ node_id, node_name, score, breakdown }) => {
      const endpoints = this.#options.nodes.find(node_id)?.endpoints ?? null
      return endpoints === null
        ? []
        : [{ node_id, node_name, endpoints, score, last_resort: 'last_resort' in breakdown }]
    })
  }

  #weigh(
    kind: Allocation['kind'],
    { stream_path, protocol, limit = NAMED, region }: Asked,
    forbids?: AllocationQuestion['forbids'],
  ): AllocationDecision {
    const { nodes, sessionOf, known, limits } = this.#options
    const having = this.#options.holders(stream_path)
    const { thresholds, when_full } = this.#routing
    if (kind === 'publish' && protocol === 'hls') {
      throw new StreamsError('protocol_not_supported', 'nodes do not take publishers by hls', {
        hint: 'Publish by rtmp, by flv (HTTP) or by ws (WebSocket).',
      })
    }
    const publisher_id =
      kind === 'play' ? (sessionOf(stream_path) ?? known(stream_path).session).publish_node_id : undefined
    const allowed = limits.judge(kind, stream_path, having)
    const obstacle = publisher_id === undefined ? null : sourceObstacle(nodes.find(publisher_id))
    return allocate({
      nodes: nodes.placeable(),
      holders: having,
      not_fetchable: obstacle === null ? null : `cannot fetch the stream: ${obstacle}`,
      ...{ limit, region, thresholds, when_full },
      forbids: (node) => {
        // Of a foreign member nothing but its HTTP port is known.
        if (node.kind === 'foreign' && (kind === 'publish' || protocol !== 'flv')) return NOT_OFFERED
        return closedTo(node, kind === 'publish' ? 'ingest' : 'viewers') ?? allowed(node) ?? forbids?.(node) ?? null
      },
      reservedOn: (id) => this.#reservations.on(id),
      urlOf: (endpoints) => (kind === 'play' ? playUrl : publishUrl)(endpoints, protocol, stream_path),
    })
  }

  #decide(kind: Allocation['kind'], asked: Asked, forbids?: AllocationQuestion['forbids']): AllocationDecision {
    const began_ms = performance.now()
    const decision = this.#weigh(kind, asked, forbids)
    this.decision_times[kind].since(began_ms)
    if (decision.candidates.length > 0) return decision
    this.without_candidates[kind] += 1
    const full = kind === 'play' ? this.#options.limits.fullness(asked.stream_path) : null
    if (full !== null) {
      throw new StreamsError('stream_full', `${asked.stream_path} takes no viewer more: ${full}`, {
        hint: 'Come back when somebody has left, or allow more viewers.',
        details: { policy: this.#policyOf(asked.stream_path) },
      })
    }
    const why = decision.rejected
      .slice(0, 10)
      .map(({ node_name, reason }) => `${node_name} ${reason}`)
      .join('; ')
    throw new StreamsError('no_candidates', `no node can take this ${kind === 'play' ? 'viewer' : 'publisher'} now`, {
      hint: why === '' ? 'Add a node first.' : `${why}. Resume or add a node, or try again in a few seconds.`,
      details: { rejected: decision.rejected },
    })
  }
}

const SENT_ON = 'is where the client comes from'

/** What a person would say is another than it was. */
function differencesOf(before: ExplainedAllocation, now: ExplainedAllocation): string[] {
  const differences: string[] = []
  const order = ({ candidates }: ExplainedAllocation) =>
    candidates.map(({ node_name }) => node_name).join(', ') || 'nobody'
  if (order(before) !== order(now)) differences.push(`The order was ${order(before)} and is ${order(now)} now.`)
  for (const was of before.candidates) {
    const is = now.candidates.find(({ node_id }) => node_id === was.node_id)
    if (is === undefined) {
      const why = now.rejected.find(({ node_id }) => node_id === was.node_id)?.reason ?? 'others are better'
      differences.push(`${was.node_name} was a candidate and is none now: ${why}.`)
      continue
    }
    for (const part of new Set([...Object.keys(was.breakdown), ...Object.keys(is.breakdown)])) {
      const [points, points_now] = [was.breakdown[part] ?? 0, is.breakdown[part] ?? 0]
      if (points !== points_now) differences.push(`${was.node_name}: ${part} was ${points} and is ${points_now} now.`)
    }
  }
  return differences
}

/** Why a node takes no new clients of this kind though it takes others; null: it does. */
function closedTo({ mode }: Node, role: NodeRole): string | null {
  return mode.closed_roles?.includes(role) ? `takes no new ${roleWork[role]}` : null
}
