import type { StreamSession } from '#contract/stream.ts'
import { useStale } from '../data/live-context.tsx'
import { LookBadge } from './look-badge.tsx'
import type { StateLook } from './node-state.ts'
import { texts } from './state-texts.ts'

const looks: Readonly<Record<StreamSession['state'], Omit<StateLook, 'word'>>> = {
  starting: { shape: 'ring', tone: 'idle' },
  live: { shape: 'dot', tone: 'ok' },
  interrupted: { shape: 'triangle', tone: 'warn' },
  ended: { shape: 'dash', tone: 'idle' },
}

/** State of a publication; while the origin is away, what it last was. */
export function StreamBadge({ state }: { readonly state: StreamSession['state'] }) {
  const word = texts.streams[state]
  return (
    <LookBadge look={useStale() ? { shape: 'ring', tone: 'idle', word: texts.was(word) } : { ...looks[state], word }} />
  )
}
