import type { Logger } from 'pino'
import type { NodeCommand, NodeMessage } from '#contract/control-channel.ts'
import type { NodeId } from '#contract/ids.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import { nodeActivity } from './node-activity.ts'
import { type OutstandingCommand, OutstandingCommands } from './outstanding-commands.ts'

export interface NodeCommandsOptions {
  readonly activity: Pick<ActivityLog, 'record'>
  readonly log: Logger
  readonly nameOf: (id: NodeId) => string
  /** The node has applied the mode of this revision. */
  readonly onModeApplied: (id: NodeId, revision: number) => void
}

/** What every node was told to do and has not answered yet. */
export class NodeCommands {
  readonly #options: NodeCommandsOptions
  readonly #outstanding = new Map<NodeId, OutstandingCommands>()

  constructor(options: NodeCommandsOptions) {
    this.#options = options
  }

  /** See {@link OutstandingCommands.add}. */
  add(node_id: NodeId, command: NodeCommand): OutstandingCommand | null {
    const known = this.#outstanding.get(node_id)
    if (known !== undefined) return known.add(command)
    const made = new OutstandingCommands()
    this.#outstanding.set(node_id, made)
    return made.add(command)
  }

  /** Oldest first. */
  list(node_id: NodeId): readonly OutstandingCommand[] {
    return this.#outstanding.get(node_id)?.list() ?? []
  }

  /** The node is not a member any more, or another one. */
  forget(node_id: NodeId): void {
    this.#outstanding.delete(node_id)
  }

  answered(node_id: NodeId, answer: Extract<NodeMessage, { type: 'command_ack' }>): void {
    const command = this.#outstanding.get(node_id)?.answered(answer.id)
    if (command === undefined) return
    const { log, activity, nameOf, onModeApplied } = this.#options
    if (answer.ok) {
      if (command.kind === 'set_mode') onModeApplied(node_id, command.mode.revision)
      return
    }
    const { kind } = command
    const message = `Node ${nameOf(node_id)} could not do what it was told (${kind}): ${answer.error ?? 'it did not say why'}`
    log.warn({ event: 'channel.command_failed', node_id, kind, error: answer.error }, message)
    activity.record(
      nodeActivity({ id: node_id }, 'node.command_failed', 'warning', `node:${node_id}`, message, { kind }),
    )
  }
}
