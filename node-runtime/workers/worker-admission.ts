import type { NodeId, StreamPath } from '#contract/ids.ts'
import type {
  Admission,
  AskingPublisher,
  AskingViewer,
  LetInPublisher,
  LetInViewer,
  TicketUse,
} from '../media/admission.ts'
import { chooseElsewhere, type Elsewhere, type OtherNode } from '../media/play-elsewhere.ts'
import type { OwnerLine } from './owner-line.ts'
import type { OwnerQuestions } from './owner-questions.ts'

export interface WorkerAdmissionOptions {
  readonly node_id: NodeId
  readonly questions: Pick<OwnerQuestions, 'ask'>
  readonly line: Pick<OwnerLine, 'post'>
  /** Where clients may go while the node drains. */
  readonly others: (role: 'publisher' | 'viewer', path: StreamPath) => readonly OtherNode[]
}

/** The door of a worker is the owner's: whoever comes is asked about there, and a refusal comes back as the error that it is. */
export class WorkerAdmission implements Admission {
  readonly #options: WorkerAdmissionOptions

  constructor(options: WorkerAdmissionOptions) {
    this.#options = options
  }

  async publish(publisher: AskingPublisher, signal: AbortSignal): Promise<LetInPublisher> {
    const answer = await this.#options.questions.ask({ about: 'publisher', publisher }, signal)
    if (!('publisher' in answer)) throw new Error('the owner answered something else')
    return answer.publisher
  }

  async play(viewer: AskingViewer, signal: AbortSignal): Promise<LetInViewer> {
    const { questions, line } = this.#options
    const answer = await questions.ask({ about: 'viewer', viewer }, signal)
    if (!('place' in answer)) throw new Error('the owner answered something else')
    const { place } = answer
    let left = false
    return {
      // HLS is the owner's.
      grant: () => null,
      leave() {
        if (left) return
        left = true
        line.post({ type: 'viewer_left', place })
      },
    }
  }

  async redeem(use: TicketUse, signal: AbortSignal): Promise<void> {
    if (use.ticket !== null) await this.#options.questions.ask({ about: 'ticket', use }, signal)
  }

  elsewhere(role: 'publisher' | 'viewer', path: StreamPath, hops: readonly string[]): Elsewhere | null {
    const { node_id, others } = this.#options
    return chooseElsewhere({ node_id, path, hops, peers: others(role, path) })
  }
}
