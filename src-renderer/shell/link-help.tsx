import { useState } from 'react'
import { CopyField } from '../parts/copy.tsx'
import { Disclosure } from '../parts/disclosure.tsx'
import classes from './link-help.module.css'
import { texts } from './sign-in-texts.ts'

/** How to come in without a password. @param open from the beginning, where a link was tried */
export function LinkHelp({ open: begin = false }: { readonly open?: boolean }) {
  const [open, setOpen] = useState(begin)
  return (
    <div className={classes.help}>
      <Disclosure open={open} onToggle={() => setOpen(!open)}>
        {texts.linkTitle}
      </Disclosure>
      {open && (
        <div className={classes.how}>
          <p>{texts.linkText}</p>
          <CopyField label={texts.linkCommand} value="npx headwater origin sign-in-link" />
          <p>{texts.linkThen}</p>
        </div>
      )}
    </div>
  )
}
