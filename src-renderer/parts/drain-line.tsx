import type { Node } from '#contract/node.ts'
import { drainLeft, leftWords } from './drain-left.ts'
import { formatCount } from './format.ts'
import { Countdown } from './since.tsx'
import { texts } from './texts.ts'

interface DrainLineProps {
  readonly node: Node
  readonly className?: string | undefined
  /** Beside columns that say how many of what: one number alone. */
  readonly brief?: boolean
}

/** A drain that is going on, in one line: what is left, and for how long it is waited for. Nothing for any other node. */
export function DrainLine({ node, className, brief = false }: DrainLineProps) {
  const { mode } = node
  if (mode.value !== 'draining' || mode.drained_at !== null) return null
  const left = drainLeft(node, [])
  const words = leftWords(left)
  return (
    <span className={className} title={texts.left(words)}>
      {texts.left(brief ? formatCount(left.viewers + left.publishers + left.relays) : words)}
      {mode.deadline_at !== null && (
        <>
          {`, ${texts.endsIn} `}
          <Countdown until={mode.deadline_at} />
        </>
      )}
    </span>
  )
}
