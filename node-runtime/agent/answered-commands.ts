import type { NodeCommand } from '#contract/control-channel.ts'

/** Answers kept for commands that the origin may send again. */
const MAX_REMEMBERED = 256

export interface CommandAnswer {
  readonly ok: boolean
  /** What went wrong, for a person; null when nothing did. */
  readonly error: string | null
}

/** Does each command once, however often it comes: the origin repeats what it has no answer to after a reconnect. */
export class AnsweredCommands {
  readonly #perform: (command: NodeCommand) => Promise<void>
  readonly #answers = new Map<string, Promise<CommandAnswer>>()

  constructor(perform: (command: NodeCommand) => Promise<void>) {
    this.#perform = perform
  }

  /** Never rejects. */
  answer(id: string, command: NodeCommand): Promise<CommandAnswer> {
    const known = this.#answers.get(id)
    if (known !== undefined) return known
    const answer = this.#perform(command).then(
      () => ({ ok: true, error: null }),
      (error: unknown) => {
        // What failed may be tried again under the same id.
        this.#answers.delete(id)
        return { ok: false, error: error instanceof Error ? error.message : String(error) }
      },
    )
    this.#answers.set(id, answer)
    if (this.#answers.size > MAX_REMEMBERED) {
      const oldest = this.#answers.keys().next().value
      if (oldest !== undefined) this.#answers.delete(oldest)
    }
    return answer
  }
}
