import type { Activity } from '#contract/api.ts'
import type { Node } from '#contract/node.ts'
import type { StreamPolicy } from '#contract/stream-policy.ts'

/** What a restore takes away, as far as the panel knows it. */
export interface LostByRestore {
  /** Nodes that joined after the backup was made. */
  readonly nodes: readonly string[]
  /** Patterns of the stream policies that were made or changed after it. */
  readonly policies: readonly string[]
  /** What people and programs of theirs did after it, the newest first. */
  readonly acts: readonly Activity[]
  /** There are more acts than were read. */
  readonly more: boolean
}

/** What there is now that was not when the backup was made. @param facts the newest of the activity log, newest first */
export function lostByRestore(
  made_at: string,
  nodes: readonly Node[],
  policies: readonly StreamPolicy[],
  facts: readonly Activity[],
): LostByRestore {
  const made_ms = Date.parse(made_at)
  const isLater = (at: string) => Date.parse(at) > made_ms
  const acts = facts.filter(
    ({ at, actor, type }) => isLater(at) && isDecided(actor) && !/^(?:operator\.signed|backup\.)/.test(type),
  )
  const oldest = facts.at(-1)
  return {
    nodes: nodes.filter(({ created_at, is_origin }) => !is_origin && isLater(created_at)).map(({ name }) => name),
    policies: policies.filter(({ updated_at }) => isLater(updated_at)).map(({ pattern }) => pattern),
    acts,
    more: oldest !== undefined && isLater(oldest.at),
  }
}

/** Somebody wanted it; what nodes and the origin did by themselves they do again. */
const isDecided = (actor: string) => actor.startsWith('operator:') || actor.startsWith('api_key:')
