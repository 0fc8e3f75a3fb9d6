import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs'
import { useState } from 'react'
import { type ApiCall, curlCommand, headwaterCommand } from './call-command.ts'
import { CopyField } from './copy.tsx'
import classes from './equivalent-call.module.css'
import { texts } from './texts.ts'

interface EquivalentCallProps extends ApiCall {
  readonly label: string
}

/** The commands that do what the button beside them does: one for the origin's own machine, and one for any, with an API key. */
export function EquivalentCall({ label, ...call }: EquivalentCallProps) {
  const [open, setOpen] = useState(false)
  return (
    <div>
      <button type="button" className={classes.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
        <IconChevronRight size={14} aria-hidden="true" className={classes.chevron} data-open={open} />
        {label}
      </button>
      {open && (
        <>
          <CopyField label={texts.commandHere} value={headwaterCommand(call)} wrap />
          <CopyField label={texts.commandAnywhere} value={curlCommand(call, window.location.origin)} wrap />
        </>
      )}
    </div>
  )
}
