import { shownNetwork } from '#contract/address-block.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { ToldKeepOut } from '#contract/keep-out.ts'
import type { Node } from '#contract/node.ts'
import type { Stream } from '#contract/stream.ts'
import type { DisconnectViewer, StreamViewers as Listed, ToldViewers } from '#contract/stream-viewers.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import { StreamsError } from './streams-error.ts'

/** Who a viewer is, for the origin alone. */
interface FoundViewer {
  readonly protocol: string
  /** Without the port. */
  readonly address: string
}

/** Asks nodes about their viewers; rejects where a node is away or does not answer in time. */
export interface ViewerQuestions {
  list(node: Pick<Node, 'id' | 'name'>, path: StreamPath, limit: number): Promise<ToldViewers>
  /** @param reason null: the viewer stays, and it is only said where it is @returns null: there is no such viewer */
  end(
    node: Pick<Node, 'id' | 'name'>,
    path: StreamPath,
    viewer_id: string,
    reason: string | null,
  ): Promise<FoundViewer | null>
  /** Its address does not watch the stream for so long. */
  keepOut(
    kind: ToldKeepOut['kind'],
    path: StreamPath,
    by: { readonly address: string },
    for_ms: number,
    actor: string,
  ): void
}

export interface StreamViewersOptions {
  /** @throws {StreamsError} stream_not_found */
  readonly known: (path: StreamPath) => Stream
  readonly nodes: { find(id: NodeId): Node | undefined }
  readonly activity: Pick<ActivityLog, 'record'>
  /** Undefined: nodes cannot be asked. */
  readonly questions: ViewerQuestions | undefined
}

/** Who watches a stream, one by one: asked of the node that serves them whenever somebody wants to know. */
export class StreamViewers {
  readonly #options: StreamViewersOptions

  constructor(options: StreamViewersOptions) {
    this.#options = options
  }

  /** @throws {StreamsError} stream_not_found, node_not_found; what the question ends with */
  async list(stream_path: StreamPath, node_id: NodeId, limit: number): Promise<Listed> {
    this.#options.known(stream_path)
    const told = await this.#questions.list(this.#node(node_id), stream_path, limit)
    return { stream_path, node_id, ...told }
  }

  /**
   * Lets one viewer go. Nodes are told to keep its address out before it is, so that its player does not come in again.
   * @throws {StreamsError} stream_not_found, node_not_found, viewer_not_found; what the questions end with
   */
  async disconnect(path: StreamPath, asked: DisconnectViewer, actor: string): Promise<Listed> {
    const { known, activity } = this.#options
    const questions = this.#questions
    const { session } = known(path)
    const node = this.#node(asked.node_id)
    const { viewer_id, reason, keep_out } = asked
    if (keep_out !== null) {
      const found = this.#found(await questions.end(node, path, viewer_id, null), path, node)
      questions.keepOut('play', path, found, keep_out, actor)
    }
    const { protocol, address } = this.#found(await questions.end(node, path, viewer_id, reason), path, node)
    const network = shownNetwork(address)
    activity.record({
      type: 'stream.viewer_disconnected',
      severity: 'warning',
      actor,
      node_id: node.id,
      stream_path: path,
      message: `A viewer of ${path} on ${node.name}, from ${network} by ${protocol}, was let go: ${reason}.`,
      data: { session_id: session.id, viewer_id, protocol, network, keep_out_ms: keep_out, reason },
    })
    return await this.list(path, node.id, 1)
  }

  get #questions(): ViewerQuestions {
    const { questions } = this.#options
    if (questions === undefined) throw new Error('these streams were opened without a way to ask nodes')
    return questions
  }

  #node(id: NodeId): Node {
    const node = this.#options.nodes.find(id)
    if (node !== undefined) return node
    throw new StreamsError('node_not_found', `there is no node ${id}`, { hint: 'GET /api/v1/nodes lists all of them.' })
  }

  #found(viewer: FoundViewer | null, path: StreamPath, { name }: Node): FoundViewer {
    if (viewer !== null) return viewer
    throw new StreamsError('viewer_not_found', `there is no such viewer of ${path} on node ${name} any more`, {
      hint: 'It may have left by itself: read the list of viewers again.',
    })
  }
}
