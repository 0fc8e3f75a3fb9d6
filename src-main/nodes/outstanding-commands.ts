import { randomUUID } from 'node:crypto'
import type { NodeCommand } from '#contract/control-channel.ts'

/** A command that its node has not answered yet. */
export interface OutstandingCommand {
  readonly id: string
  readonly command: NodeCommand
}

/** Most commands kept for one node; a node that answers none is not told more. */
const MAX_OUTSTANDING = 1_000

/** The commands of one node until it answers them; they outlive its connections. */
export class OutstandingCommands {
  readonly #commands = new Map<string, NodeCommand>()

  /** Oldest first. */
  list(): readonly OutstandingCommand[] {
    return [...this.#commands].map(([id, command]) => ({ id, command }))
  }

  /**
   * Keeps the command until it is answered. One that says the same again replaces the older, so that a node that comes
   * back after long is told each thing once. Null where it is waiting already, or where too many are.
   */
  add(command: NodeCommand): OutstandingCommand | null {
    for (const [id, waiting] of this.#commands) {
      if (command.kind === 'set_mode' && waiting.kind === 'set_mode') this.#commands.delete(id)
      const repeated =
        command.kind === 'end_session' && waiting.kind === 'end_session' && command.session_id === waiting.session_id
      if (repeated) return null
    }
    if (this.#commands.size >= MAX_OUTSTANDING) return null
    const id = randomUUID()
    this.#commands.set(id, command)
    return { id, command }
  }

  /** The command that was answered; undefined where none of that id waits (answered before, or replaced). */
  answered(id: string): NodeCommand | undefined {
    const command = this.#commands.get(id)
    this.#commands.delete(id)
    return command
  }
}
