import type { LivenessState, Node, NodeLiveness, NodeModeValue, NodeRole } from '#contract/node.ts'
import type { MarkShape, Tone } from './state-mark.tsx'
import { texts } from './state-texts.ts'

/** How a state is shown: shape, tone and word. */
export interface StateLook {
  readonly shape: MarkShape
  readonly tone: Tone
  readonly word: string
}

const liveness: Readonly<Record<LivenessState, Omit<StateLook, 'word'>>> = {
  joining: { shape: 'ring', tone: 'idle' },
  alive: { shape: 'dot', tone: 'ok' },
  suspect: { shape: 'triangle', tone: 'warn' },
  offline: { shape: 'cross', tone: 'bad' },
  left: { shape: 'dash', tone: 'idle' },
}

const modes: Readonly<Record<Exclude<NodeModeValue, 'normal'>, Omit<StateLook, 'word'>>> = {
  draining: { shape: 'chevron', tone: 'warn' },
  maintenance: { shape: 'diamond', tone: 'idle' },
}

/** It carries nothing any more: what the drain was asked for can begin. */
const drained: StateLook = { shape: 'check', tone: 'ok', word: texts.modes.drained }

/** It comes and goes so often that it is held as suspect. */
const held: StateLook = { shape: 'wave', tone: 'warn', word: texts.flapping }

/** It gets new viewers only where no other node can take them. */
const lastResort: StateLook = { shape: 'dash', tone: 'warn', word: texts.lastResort }

/** How it is shown that a node is asked last: it is not steady, or full; null for one that is asked like all others, or not at all. */
export function lastResortLook({ registration, mode, liveness, routable, endpoints, load }: Node): StateLook | null {
  const serves = registration === 'registered' && mode.value === 'normal' && endpoints !== null && load !== null
  return serves && !routable && (liveness.state === 'alive' || liveness.state === 'suspect') ? lastResort : null
}

/** How a node's liveness is shown. While the origin is away nothing is known, so it is told as the past. */
export function livenessLook({ state, flapping }: Pick<NodeLiveness, 'state' | 'flapping'>, stale: boolean): StateLook {
  const look =
    flapping && (state === 'suspect' || state === 'alive') ? held : { ...liveness[state], word: texts.liveness[state] }
  return stale ? { shape: 'ring', tone: 'idle', word: texts.was(look.word) } : look
}

/** What a node takes no more of, though it takes other work: `no new viewers`. */
export function closedWords(roles: readonly NodeRole[]): string {
  return texts.closed(roles)
}

/** How a node's mode is shown; null for the normal one, which needs no word. */
export function modeLook(mode: Node['mode']): StateLook | null {
  if (mode.value === 'normal') {
    const { closed_roles: closed = [] } = mode
    return closed.length === 0 ? null : { shape: 'chevron', tone: 'warn', word: closedWords(closed) }
  }
  if (mode.value === 'draining' && mode.drained_at !== null) return drained
  return { ...modes[mode.value], word: texts.modes[mode.value] }
}
