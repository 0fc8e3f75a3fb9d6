import { useState } from 'react'
import { type ApiCall, curlCommand, headwaterCommand } from './call-command.ts'
import { CopyField } from './copy.tsx'
import { Disclosure } from './disclosure.tsx'
import { texts } from './texts.ts'

interface EquivalentCallProps extends ApiCall {
  readonly label: string
}

/** The commands that do what the button beside them does: one for the origin's own machine, and one for any, with an API key. */
export function EquivalentCall({ label, ...call }: EquivalentCallProps) {
  const [open, setOpen] = useState(false)
  return (
    <div>
      <Disclosure open={open} onToggle={() => setOpen(!open)}>
        {label}
      </Disclosure>
      {open && (
        <>
          <CopyField label={texts.commandHere} value={headwaterCommand(call)} wrap />
          <CopyField label={texts.commandAnywhere} value={curlCommand(call, window.location.origin)} wrap />
        </>
      )}
    </div>
  )
}
