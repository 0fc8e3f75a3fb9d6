import { type ReactNode, useId } from 'react'
import classes from './surface.module.css'

interface SurfaceProps {
  readonly title: string
  /** Stands behind the title, smaller: a count, a state. */
  readonly aside?: ReactNode
  readonly actions?: ReactNode
  /** The content reaches the edges: a table, a drawing. */
  readonly flush?: boolean
  readonly children: ReactNode
}

/** A named part of a screen. */
export function Surface({ title, aside, actions, flush = false, children }: SurfaceProps) {
  const id = useId()
  return (
    <section className={classes.surface} aria-labelledby={id}>
      <header className={classes.head}>
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        {aside !== undefined && <span className={classes.aside}>{aside}</span>}
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </header>
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </section>
  )
}
