import type { Node } from '#contract/node.ts'
import { closedWords } from '../../parts/node-state.ts'
import { Notice } from '../../parts/notice.tsx'
import { DrainedPart, DrainPart, ResumeButton, Who } from './drain-part.tsx'
import { texts } from './texts.ts'

/** What is unusual about a node, above everything else on its page; nothing where all is well. */
export function NodeNotice({ node }: { readonly node: Node }) {
  const { liveness, mode, routable, routable_reasons } = node
  const { closed_roles: closed = [] } = mode
  return (
    <>
      {liveness.state === 'offline' && (
        <Notice tone="bad" title={texts.offlineTitle}>
          <p>{texts.offlineText(liveness.missed)}</p>
        </Notice>
      )}
      {liveness.flapping && liveness.state !== 'offline' && (
        <Notice tone="warn" title={texts.flappingTitle}>
          <p>{texts.flappingText}</p>
          <div>
            <ResumeButton node={node} />
          </div>
        </Notice>
      )}
      {liveness.state === 'suspect' && !liveness.flapping && (
        <Notice tone="warn" title={texts.suspectTitle}>
          <p>{texts.suspectText}</p>
        </Notice>
      )}
      {mode.value !== 'normal' && <ModePart node={node} />}
      {mode.value === 'normal' && closed.length > 0 && (
        <Notice tone="warn" title={texts.closedTitle(closedWords(closed))}>
          <p>
            {texts.closedText} <Who node={node} />
          </p>
          <div>
            <ResumeButton node={node} />
          </div>
        </Notice>
      )}
      {mode.value === 'normal' && liveness.state === 'alive' && !routable && routable_reasons.length > 0 && (
        <Notice tone="warn" title={texts.unroutableTitle}>
          <p lang="en">{routable_reasons.join('; ')}</p>
        </Notice>
      )}
    </>
  )
}

function ModePart({ node }: { readonly node: Node }) {
  const { mode } = node
  if (mode.value === 'draining')
    return mode.drained_at === null ? <DrainPart node={node} /> : <DrainedPart node={node} />
  return (
    <Notice tone="warn" title={texts.maintenanceTitle}>
      <p>
        <Who node={node} />
      </p>
    </Notice>
  )
}
