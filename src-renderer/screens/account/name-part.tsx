import { Button, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { Account } from '../../data/account.ts'
import { useRenameAccount } from '../../data/account.ts'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Surface } from '../../parts/surface.tsx'
import classes from './screen.module.css'
import { texts } from './texts.ts'

/** How one is called, and what one may. */
export function NamePart({ account }: { readonly account: Account }) {
  const [name, setName] = useState(account.name)
  const rename = useRenameAccount()
  const submit = () => rename.mutate(name.trim(), { onSuccess: () => notifications.show({ message: texts.renamed }) })
  return (
    <Surface title={texts.who}>
      <p className={classes.note}>{texts.roles[account.role]}</p>
      <form
        className={`${classes.form} ${classes.gap}`}
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <TextInput
          label={texts.name}
          description={texts.nameHint}
          autoComplete="username"
          required
          maxLength={64}
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {rename.error !== null && <FailureNotice title={texts.renameFailed} error={rename.error} />}
        <Button
          type="submit"
          variant="default"
          loading={rename.isPending}
          disabled={name.trim() === '' || name.trim() === account.name}
        >
          {texts.rename}
        </Button>
      </form>
    </Surface>
  )
}
