import type { LogsTold, LogsWanted } from '#contract/control-channel.ts'
import type { NodeId } from '#contract/ids.ts'
import type { NodeLogPage, NodeLogQuery } from '#contract/node-log.ts'
import type { Clock } from '../clock.ts'
import { NodeQuestions } from '../node-questions.ts'
import { NodesError } from '../nodes-error.ts'

/** Questions that wait for an answer, of all nodes together and of one. */
const MOST_OPEN = 200
const MOST_OPEN_A_NODE = 12
/** A node that has said nothing so long after it should have is given up, in ms. */
const PATIENCE_MS = 4_000

export interface NodeLogsOptions {
  readonly clock: Clock
  /** How the node is called; undefined: there is none. */
  readonly nameOf: (id: NodeId) => string | undefined
  /** Asks a node that is connected. `away`: it is not; `mute`: its program cannot tell its log. */
  readonly ask: (id: NodeId, question: LogsWanted) => 'asked' | 'away' | 'mute'
}

/** Logs of nodes, for whoever looks at one at this moment: nothing is kept here, each question is asked of the node itself. */
export class NodeLogs {
  readonly #options: NodeLogsOptions
  readonly #questions: NodeQuestions<LogsTold>

  constructor(options: NodeLogsOptions) {
    this.#options = options
    this.#questions = new NodeQuestions(options.clock, { away, silent })
  }

  /**
   * The newest lines of a node's log; waits for one where there is none yet and the question says so.
   * @throws {NodesError} node_not_found, node_away, node_log_unavailable, node_log_busy, node_silent
   */
  async read(
    id: NodeId,
    { run_id, after, level, limit, wait }: NodeLogQuery,
    signal: AbortSignal,
  ): Promise<NodeLogPage> {
    const name = this.#options.nameOf(id)
    if (name === undefined)
      throw new NodesError('node_not_found', `there is no node ${id}`, { hint: 'GET /api/v1/nodes lists all nodes.' })
    this.#refuseMore(id, name)
    const question = { run_id: run_id ?? null, after, level, limit, wait_ms: wait }
    const send = (question_id: string) => {
      const asked = this.#options.ask(id, { type: 'logs_wanted', id: question_id, ...question })
      if (asked === 'mute') throw mute(name)
      return asked === 'asked'
    }
    const told = await this.#questions.ask({ id, name }, send, { timeout_ms: wait + PATIENCE_MS, signal })
    const { type: _, id: __, ...page } = told
    return page
  }

  /** A node answered. What nobody asked this node for is left alone. */
  told(node_id: NodeId, told: LogsTold): void {
    this.#questions.answered(node_id, told)
  }

  /** The connection of a node is over: what it was asked it does not answer any more. */
  lost(node_id: NodeId): void {
    this.#questions.gone(node_id)
  }

  #refuseMore(id: NodeId, name: string): void {
    const { all, of_node } = this.#questions.open(id)
    if (all < MOST_OPEN && of_node < MOST_OPEN_A_NODE) return
    throw new NodesError(
      'node_log_busy',
      `too many look at logs at this moment, ${of_node} of them at that of ${name}`,
      {
        hint: 'Close some of the pages that show it, or try again in a minute.',
      },
    )
  }
}

const ON_ITS_BOX =
  'On its box it is in the journal (`journalctl -u headwater-node`) or in the container (`docker logs headwater-node`).'

function away(name: string): NodesError {
  return new NodesError('node_away', `${name} is not connected, so that it cannot be asked for its log`, {
    hint: `It can be read here when the node is back. ${ON_ITS_BOX}`,
  })
}

function mute(name: string): NodesError {
  return new NodesError('node_log_unavailable', `the program of ${name} cannot tell its log`, {
    hint: `Upgrade the node. ${ON_ITS_BOX}`,
  })
}

function silent(name: string): NodesError {
  return new NodesError('node_silent', `${name} did not answer when it was asked for its log`, {
    hint: `Try again; where that does not help, look at how the node is. ${ON_ITS_BOX}`,
  })
}
