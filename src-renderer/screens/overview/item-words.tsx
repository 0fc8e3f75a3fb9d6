import { lazy, Suspense } from 'react'
import type { Alert } from '#contract/alert.ts'
import { withOtherRooms } from '../../languages/load-catalogue.ts'
import { Countdown } from '../../parts/since.tsx'
import type { AttentionItem } from './attention.ts'
import classes from './attention-list.module.css'
import { texts } from './texts.ts'

interface ItemProps {
  readonly item: AttentionItem
}
interface AlertProps extends ItemProps {
  readonly alert: Alert
}

/** Its words are beyond those of the first screen. Where they cannot be loaded, it stays as it is. */
const ToldItem = lazy(async () => {
  const load = withOtherRooms(() => import('../../parts/origin/alert-sentences.ts'))
  const { alertInFull } = await load().catch(() => ({ alertInFull: null }))
  return {
    default({ item, alert }: AlertProps) {
      const { title, text } = alertInFull?.(alert) ?? {}
      const is_told = title?.lang === null && text?.lang === null
      const { english: _, ...others } = item
      return <SaidItem item={is_told ? { ...others, title: title.text, text: text.text } : item} />
    },
  }
})

/** What is said of something that should be looked at: its headline, and what it means. */
export function ItemWords({ item }: ItemProps) {
  if (item.alert?.sentences === undefined) return <SaidItem item={item} />
  return (
    <Suspense fallback={<SaidItem item={item} />}>
      <ToldItem item={item} alert={item.alert} />
    </Suspense>
  )
}

function SaidItem({ item }: ItemProps) {
  return (
    <>
      <h3 className={classes.title} lang={item.english === 'all' ? 'en' : undefined}>
        {item.title}
      </h3>
      <p className={classes.text}>
        <span lang={item.english === undefined ? undefined : 'en'}>{item.text}</span>
        {item.until !== undefined && (
          <>
            {` ${texts.timeLeft} `}
            <Countdown until={item.until} />.
          </>
        )}
      </p>
    </>
  )
}
