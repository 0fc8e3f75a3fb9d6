import { type ReactNode, useEffect } from 'react'
import classes from './page.module.css'

interface PageProps {
  readonly title: string
  /** Beside the title: badges. */
  readonly aside?: ReactNode
  /** Above the title: the way back. */
  readonly above?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A screen: its one heading, what can be done there, its parts. Names the browser's tab as well. */
export function Page({ title, aside, above, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Headwater`
  }, [title])
  return (
    <div className={classes.page}>
      {above}
      <header className={classes.head}>
        <h1 className={classes.title}>{title}</h1>
        {aside}
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}
