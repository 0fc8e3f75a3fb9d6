import type { AnsweredError } from './answer.ts'

/** A GET of a page about this node. */
export interface NodePageRequest {
  readonly query: URLSearchParams
  /** The `Accept` header; empty where there is none. */
  readonly accept: string
  /** IP address of who asks, without the port. */
  readonly address: string
}

export type NodePageAnswer =
  | { readonly status: 200; readonly type: string; readonly body: Buffer }
  | { readonly status: 400 | 403 | 404; readonly error: AnsweredError }

/** Answers for one path on the media port. Pages of other sites cannot read the answer: it carries no CORS headers. */
export type NodePage = (request: NodePageRequest) => NodePageAnswer | Promise<NodePageAnswer>
