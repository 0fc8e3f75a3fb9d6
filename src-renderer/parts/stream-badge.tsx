import type { StreamSession } from '#contract/stream.ts'
import { useStale } from '../data/live-context.tsx'
import { LookBadge } from './look-badge.tsx'
import type { StateLook } from './node-state.ts'

const looks: Readonly<Record<StreamSession['state'], StateLook>> = {
  starting: { shape: 'ring', tone: 'idle', word: 'starting' },
  live: { shape: 'dot', tone: 'ok', word: 'live' },
  interrupted: { shape: 'triangle', tone: 'warn', word: 'interrupted' },
  ended: { shape: 'dash', tone: 'idle', word: 'ended' },
}

/** State of a publication; while the origin is away, what it last was. */
export function StreamBadge({ state }: { readonly state: StreamSession['state'] }) {
  const look = looks[state]
  return <LookBadge look={useStale() ? { shape: 'ring', tone: 'idle', word: `was ${look.word}` } : look} />
}
