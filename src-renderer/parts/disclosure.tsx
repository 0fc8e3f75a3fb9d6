import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs'
import type { ReactNode } from 'react'
import classes from './disclosure.module.css'

interface DisclosureProps {
  readonly open: boolean
  readonly onToggle: () => void
  readonly children: ReactNode
}

/** The button that opens and closes what stands below it. */
export function Disclosure({ open, onToggle, children }: DisclosureProps) {
  return (
    <button type="button" className={classes.toggle} aria-expanded={open} onClick={onToggle}>
      <IconChevronRight size={14} aria-hidden="true" className={classes.chevron} data-open={open} />
      {children}
    </button>
  )
}
