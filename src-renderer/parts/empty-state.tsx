import type { ReactNode } from 'react'
import classes from './empty-state.module.css'

/** What stands where nothing is: that nothing is there, why, and the way on. */
export function EmptyState(props: {
  readonly icon: ReactNode
  readonly title: string
  readonly text: string
  readonly children?: ReactNode
}) {
  return (
    <div className={classes.empty}>
      <span className={classes.icon} aria-hidden="true">
        {props.icon}
      </span>
      <p className={classes.title}>{props.title}</p>
      <p className={classes.text}>{props.text}</p>
      {props.children}
    </div>
  )
}
