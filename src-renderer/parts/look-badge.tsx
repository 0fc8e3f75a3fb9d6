import type { StateLook } from './node-state.ts'
import { StateBadge } from './state-mark.tsx'

/** A state as it looks. Quiet: without a ground of its own. */
export function LookBadge({ look, quiet = false }: { readonly look: StateLook; readonly quiet?: boolean }) {
  return (
    <StateBadge shape={look.shape} tone={look.tone} quiet={quiet}>
      {look.word}
    </StateBadge>
  )
}
