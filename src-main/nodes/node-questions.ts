import { randomUUID } from 'node:crypto'
import type { NodeId } from '#contract/ids.ts'
import type { Clock } from './clock.ts'
import { NodesError } from './nodes-error.ts'

/** Time for a node's answer, in ms, and questions that may be open at once. */
const ANSWER_TIMEOUT_MS = 3_000
const MAX_OPEN = 200

/** What is said to who asked where there is no answer. */
interface Words {
  readonly away: (name: string) => NodesError
  readonly silent: (name: string) => NodesError
}

interface Waiting {
  /** Default 3 s. */
  readonly timeout_ms?: number
  /** Who asked waits no longer. */
  readonly signal?: AbortSignal
}

interface Question<Answer> {
  readonly node_id: NodeId
  readonly name: string
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

/** Questions of one kind to nodes, each with its deadline. */
export class NodeQuestions<Answer extends { readonly id: string }> {
  readonly #clock: Pick<Clock, 'after'>
  readonly #words: Words
  readonly #open = new Map<string, Question<Answer>>()

  constructor(clock: Pick<Clock, 'after'>, words: Words = { away, silent }) {
    this.#clock = clock
    this.#words = words
  }

  /** Questions that wait for an answer: of all nodes, and of this one. */
  open(node_id: NodeId): { readonly all: number; readonly of_node: number } {
    const of_node = [...this.#open.values()].filter((question) => question.node_id === node_id).length
    return { all: this.#open.size, of_node }
  }

  /**
   * Asks through `send`, and waits for the answer with the same id.
   * @param send false: the node is not connected
   * @throws {NodesError} node_away, node_silent
   */
  async ask(
    node: { readonly id: NodeId; readonly name: string },
    send: (id: string) => boolean,
    { timeout_ms = ANSWER_TIMEOUT_MS, signal }: Waiting = {},
  ): Promise<Answer> {
    const id = randomUUID()
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    if (this.#open.size >= MAX_OPEN) {
      throw new NodesError('node_silent', `${MAX_OPEN} questions to nodes wait for an answer already`, {
        hint: 'Ask again in a few seconds.',
      })
    }
    const late = this.#clock.after(timeout_ms, () => reject(this.#words.silent(node.name)))
    const leave = () => reject(this.#words.away(node.name))
    signal?.addEventListener('abort', leave, { once: true })
    this.#open.set(id, { node_id: node.id, name: node.name, resolve, reject })
    try {
      if (!send(id)) throw this.#words.away(node.name)
      return await promise
    } finally {
      late[Symbol.dispose]()
      signal?.removeEventListener('abort', leave)
      this.#open.delete(id)
    }
  }

  /** An answer counts from the node that was asked alone. */
  answered(node_id: NodeId, answer: Answer): void {
    const question = this.#open.get(answer.id)
    if (question?.node_id === node_id) question.resolve(answer)
  }

  /** The node's connection is over: it will not answer. */
  gone(node_id: NodeId): void {
    for (const question of this.#open.values()) {
      if (question.node_id === node_id) question.reject(this.#words.away(question.name))
    }
  }
}

const away = (name: string) =>
  new NodesError('node_away', `node ${name} is not connected to this origin now`, {
    hint: 'Its page says since when. What it serves goes on; ask again when it is back.',
  })

const silent = (name: string) =>
  new NodesError('node_silent', `node ${name} did not answer within ${ANSWER_TIMEOUT_MS / 1_000} s`, {
    hint: 'It is busy, or of a version from before there was this question: upgrade it.',
  })
