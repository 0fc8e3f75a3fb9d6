import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Node } from '#contract/node.ts'
import { ApiFailure } from './errors.ts'

/** Tags the answer with the revision of the node's mode, for an `If-Match` to come (RFC 9110, 8.8.3). */
export function tagWithRevision(reply: FastifyReply, node: Node): void {
  tagAtRevision(reply, node.mode.revision)
}

/**
 * Refuses a change that was decided on by an older state: `If-Match` names none of the node's revision (RFC 9110, 13.1.1).
 * @throws {ApiFailure} revision_mismatch
 */
export function refuseIfChanged(request: FastifyRequest, node: Node | undefined): void {
  refuseUnlessAt(request, node?.mode.revision, `Node ${node?.name}`)
}

/** As {@link tagWithRevision}, for what has a revision of its own. */
export function tagAtRevision(reply: FastifyReply, revision: number): void {
  reply.header('etag', `"${revision}"`)
}

/**
 * As {@link refuseIfChanged}, for what has a revision of its own.
 * @param what as a sentence begins with it: `The stream policy live/*`
 * @throws {ApiFailure} revision_mismatch
 */
export function refuseUnlessAt(request: FastifyRequest, revision: number | undefined, what: string): void {
  const wanted = request.headers['if-match']
  // Of what is not there, the change itself says so.
  if (wanted === undefined || revision === undefined) return
  const tags = wanted.split(',').map((tag) => tag.trim())
  if (tags.includes('*') || tags.includes(`"${revision}"`)) return
  throw new ApiFailure(
    'revision_mismatch',
    `${what} is at revision ${revision}, not at ${wanted.slice(0, 100)}.`,
    'Read it again, and decide by what it is now.',
    { revision },
  )
}
