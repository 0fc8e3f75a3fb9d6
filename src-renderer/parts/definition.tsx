import type { ReactNode } from 'react'
import classes from './definition.module.css'

/** Facts by name, in as many columns as there is room for. */
export function Definitions({ children }: { readonly children: ReactNode }) {
  return <dl className={classes.list}>{children}</dl>
}

/** One fact of {@link Definitions}. */
export function Definition({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={classes.item}>
      <dt className={classes.name}>{name}</dt>
      <dd className={classes.value}>{children}</dd>
    </div>
  )
}
