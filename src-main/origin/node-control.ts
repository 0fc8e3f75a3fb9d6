import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import {
  LOCAL_CONTROL_MAX_BYTES,
  type LocalControlRequest,
  localControlAnswerSchema,
  type NodeStatus,
} from '#contract/local-control.ts'
import { localControlPath } from '#contract/local-control-path.ts'

/** Time for one question and its answer, in ms. */
const EXCHANGE_TIMEOUT_MS = 3_000

/** What asking the node of a data directory came to. */
export type NodeControlOutcome =
  | { readonly kind: 'answered'; readonly status: NodeStatus }
  | { readonly kind: 'refused'; readonly why: string }
  /** No node runs on this data directory. */
  | { readonly kind: 'nobody' }
  /** A node holds the socket and does not answer: it hangs or was stopped. */
  | { readonly kind: 'silent'; readonly why: string }

/** Asks the node that runs on a data directory of this machine (contract/local-control.ts). Never throws. */
export async function askNode(data_dir: string, request: LocalControlRequest): Promise<NodeControlOutcome> {
  const path = localControlPath(resolve(data_dir), {
    platform: process.platform,
    tmpdir: tmpdir(),
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
  })
  const socket = connect(path)
  const late = setTimeout(() => socket.destroy(new Error('it does not answer')), EXCHANGE_TIMEOUT_MS)
  let connected = false
  try {
    socket.once('connect', () => {
      connected = true
      socket.write(`${JSON.stringify(request)}\n`)
    })
    socket.setEncoding('utf8')
    let text = ''
    for await (const chunk of socket) {
      text += chunk
      if (text.length > LOCAL_CONTROL_MAX_BYTES) return { kind: 'silent', why: 'its answer is too long' }
    }
    const answer = localControlAnswerSchema.parse(JSON.parse(text))
    return answer.ok ? { kind: 'answered', status: answer.status } : { kind: 'refused', why: answer.error }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return connected ? { kind: 'silent', why } : { kind: 'nobody' }
  } finally {
    clearTimeout(late)
    socket.destroy()
  }
}
