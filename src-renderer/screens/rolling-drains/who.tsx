import type { RollingDrain } from '#contract/rolling-drain.ts'
import { useNodesById } from '../../data/queries.ts'
import { actorName } from '../../parts/actor.ts'
import { Age } from '../../parts/since.tsx'
import { texts } from './texts.ts'

/** Who asked for a run, when, and why. */
export function Who({ run: { created_by, created_at, settings } }: { readonly run: RollingDrain }) {
  const nodes = useNodesById()
  return (
    <span>
      <Age at={created_at} /> {texts.by(actorName(created_by, (id) => nodes.get(id)?.name))}
      {settings.reason !== null && ` ${texts.reason(settings.reason)}`}
    </span>
  )
}
