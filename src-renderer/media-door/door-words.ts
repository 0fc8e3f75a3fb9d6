/** What a page asks of the door; the answer comes over the port that goes along. */
export interface DoorRequest {
  /** Address at a node, with all that stands behind it. */
  readonly url: string
  readonly cache: RequestCache
}

/** What the door says over the port of a request: an answer and then each chunk that is asked for, or one reason why not. */
export type DoorWord =
  | {
      readonly kind: 'answer'
      /** Where it came from in the end: addresses in it are relative to that. */
      readonly url: string
      readonly status: number
      readonly headers: readonly (readonly [name: string, value: string])[]
    }
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end' }
  /** foreign: no node of the cluster has this address; network: the node could not be reached, or the connection broke. */
  | { readonly kind: 'failed'; readonly why: 'foreign' | 'network' }

/** What the page says over that port: it can take a chunk more, or wants no more at all. */
export type DoorReply = 'more' | 'stop'
