import type { Words } from './languages/words.ts'

/** Why nothing is known of a cluster. */
export type UnknownReason = 'starting' | 'signed_out' | 'no_answer'

/** Something that is the matter, as it is seen of the cluster. */
export type Problem =
  | { readonly kind: 'unknown'; readonly why: UnknownReason }
  | { readonly kind: 'node_offline' | 'node_suspect'; readonly name: string }
  | { readonly kind: 'interrupted'; readonly path: string }
  | { readonly kind: 'disk_full' | 'disk_low' | 'redis_away' }
  /** As the origin says it. */
  | { readonly kind: 'alert'; readonly title: string }

export function problemText(problem: Problem, texts: Words['tray']): string {
  switch (problem.kind) {
    case 'unknown':
      return { starting: texts.starting, signed_out: texts.signedOut, no_answer: texts.noAnswer }[problem.why]
    case 'node_offline':
      return texts.nodeOffline(problem.name)
    case 'node_suspect':
      return texts.nodeSuspect(problem.name)
    case 'interrupted':
      return texts.interrupted(problem.path)
    case 'disk_full':
      return texts.diskFull
    case 'disk_low':
      return texts.diskLow
    case 'redis_away':
      return texts.redisAway
    case 'alert':
      return problem.title
    default:
      return problem satisfies never
  }
}
