import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs'
import { useState } from 'react'
import { CopyField } from './copy.tsx'
import classes from './equivalent-call.module.css'
import { texts } from './texts.ts'

interface EquivalentCallProps {
  readonly label: string
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path below the origin's URL. */
  readonly path: string
  readonly body?: Readonly<Record<string, unknown>>
}

/** The command line that does what the button beside it does; the API key comes from the environment. */
export function EquivalentCall({ label, method, path, body }: EquivalentCallProps) {
  const [open, setOpen] = useState(false)
  const lines = [
    `curl -X ${method} ${window.location.origin}${path}`,
    `-H "Authorization: Bearer $HEADWATER_API_KEY"`,
    ...(body === undefined
      ? []
      : [`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`]),
  ]
  return (
    <div>
      <button type="button" className={classes.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
        <IconChevronRight size={14} aria-hidden="true" className={classes.chevron} data-open={open} />
        {label}
      </button>
      {open && <CopyField label={texts.command} value={lines.join(' \\\n  ')} wrap />}
    </div>
  )
}
