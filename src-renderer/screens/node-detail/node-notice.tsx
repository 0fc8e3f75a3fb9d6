import type { Node } from '#contract/node.ts'
import { useNodesById } from '../../data/queries.ts'
import { actorName } from '../../parts/actor.ts'
import { Notice } from '../../parts/notice.tsx'
import { Countdown } from '../../parts/since.tsx'
import { texts } from './texts.ts'

/** What is unusual about a node, above everything else on its page; nothing where all is well. */
export function NodeNotice({ node }: { readonly node: Node }) {
  const { liveness, mode, routable, routable_reasons } = node
  return (
    <>
      {liveness.state === 'offline' && (
        <Notice tone="bad" title={texts.offlineTitle}>
          <p>{texts.offlineText(liveness.missed)}</p>
        </Notice>
      )}
      {mode.value !== 'normal' && <ModeNotice node={node} />}
      {mode.value === 'normal' && liveness.state === 'alive' && !routable && routable_reasons.length > 0 && (
        <Notice tone="warn" title={texts.unroutableTitle}>
          <p>{routable_reasons.join('; ')}</p>
        </Notice>
      )}
    </>
  )
}

function ModeNotice({ node: { mode, load } }: { readonly node: Node }) {
  const nodes = useNodesById()
  const draining = mode.value === 'draining' && mode.drained_at === null
  const by = texts.setBy(actorName(mode.set_by, (id) => nodes.get(id)?.name))
  return (
    <Notice tone="warn" title={titleOf(mode)}>
      {draining && (
        <p>
          {load !== null && texts.left(load.subscribers, load.publishers)}{' '}
          {mode.deadline_at === null ? (
            texts.noDeadline
          ) : (
            <>
              {texts.until} <Countdown until={mode.deadline_at} />.
            </>
          )}
        </p>
      )}
      <p>
        {by}
        {mode.reason === null ? '.' : `: ${texts.reason(mode.reason)}`}
      </p>
    </Notice>
  )
}

function titleOf(mode: Node['mode']): string {
  if (mode.value === 'maintenance') return texts.maintenanceTitle
  return mode.drained_at === null ? texts.drainingTitle : texts.drainedTitle
}
