import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs'
import type { ReactNode } from 'react'
import classes from './notice.module.css'

interface NoticeProps {
  readonly tone: 'warn' | 'bad'
  readonly title: string
  /** Said aloud when it appears: for what somebody has just tried. */
  readonly alert?: boolean
  readonly children?: ReactNode
}

/** Something unusual, above what it is about; stays for as long as it is so. */
export function Notice({ tone, title, alert = false, children }: NoticeProps) {
  return (
    <div className={classes.notice} data-tone={tone} role={alert ? 'alert' : undefined}>
      <IconAlertTriangle size={18} aria-hidden="true" className={classes.icon} />
      <div className={classes.words}>
        <strong>{title}</strong>
        {children}
      </div>
    </div>
  )
}
