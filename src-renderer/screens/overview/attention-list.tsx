import { Button } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import { useStale } from '../../data/live-context.tsx'
import { useCanSteer } from '../../data/queries.ts'
import { useOpenDialog } from '../../parts/dialogs/dialog-context.ts'
import { type MarkShape, StateMark, type Tone } from '../../parts/state-mark.tsx'
import { Surface } from '../../parts/surface.tsx'
import type { AttentionItem, Remedy } from './attention.ts'
import classes from './attention-list.module.css'
import { ItemWords } from './item-words.tsx'
import { texts } from './texts.ts'

const shapes: Readonly<Record<Tone, MarkShape>> = { bad: 'cross', warn: 'triangle', idle: 'ring', ok: 'dot' }

/** More would push the drawing out of sight. */
const SHOWN_AT_FIRST = 6

/** What should be looked at first, worst on top. */
export function AttentionList({ items }: { readonly items: readonly AttentionItem[] }) {
  const [all, setAll] = useState(false)
  const stale = useStale()
  const shown = all ? items : items.slice(0, SHOWN_AT_FIRST)
  if (items.length === 0) {
    return (
      <p className={classes.quiet}>
        <StateMark shape={stale ? 'ring' : 'dot'} tone={stale ? 'idle' : 'ok'} />
        {stale ? texts.wasQuiet : texts.quiet}
      </p>
    )
  }
  return (
    <Surface title={texts.attention} aside={items.length} flush>
      <div className={classes.frame}>
        <ul className={classes.list}>
          {shown.map((item) => (
            <li key={item.id} className={classes.item}>
              <span className={classes.mark}>
                <StateMark shape={item.shape ?? shapes[item.tone]} tone={item.tone} />
              </span>
              <div className={classes.words}>
                <ItemWords item={item} />
                <div className={classes.remedies}>
                  {item.remedies.map((remedy) => (
                    <RemedyButton key={remedy.label} remedy={remedy} about={item.title} />
                  ))}
                </div>
              </div>
            </li>
          ))}
        </ul>
        {items.length > shown.length && (
          <Button variant="subtle" fullWidth radius={0} onClick={() => setAll(true)}>
            {texts.showAll(items.length)}
          </Button>
        )}
      </div>
    </Surface>
  )
}

function RemedyButton({ remedy, about }: { readonly remedy: Remedy; readonly about: string }) {
  const open = useOpenDialog()
  const canSteer = useCanSteer()
  const label = `${remedy.label}: ${about}`
  if ('to' in remedy) {
    return (
      <Button component={Link} to={remedy.to} size="compact-sm" variant="default" aria-label={label}>
        {remedy.label}
      </Button>
    )
  }
  if (!canSteer) return null
  return (
    <Button size="compact-sm" variant="default" aria-label={label} onClick={() => open(remedy.dialog)}>
      {remedy.label}
    </Button>
  )
}
