import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { SetupState } from '#contract/setup.ts'
import { useChangeSetup } from '../../data/setup.ts'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import classes from './screen.module.css'
import { isSetElsewhere } from './set-elsewhere.ts'
import { texts } from './texts.ts'

/** What the cluster is called. */
export function NameStep({ setup, onSaved }: { readonly setup: SetupState; readonly onSaved: () => void }) {
  const { value, source } = setup.name
  const [typed, setTyped] = useState(value)
  const change = useChangeSetup()
  if (isSetElsewhere(source)) {
    return <p className={classes.text}>{texts.elsewhereName(source.where ?? source.kind)}</p>
  }
  const name = typed.trim()
  const save = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ cluster_name: name }, { onSuccess: onSaved })
  }
  return (
    <form className={classes.body} onSubmit={save}>
      <TextInput
        label={texts.nameLabel}
        description={texts.nameHint}
        value={typed}
        maxLength={64}
        required
        withAsterisk={false}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {change.error !== null && <FailureNotice title={texts.notSaved} error={change.error} />}
      <div>
        <Button type="submit" loading={change.isPending} disabled={name === ''}>
          {texts.nameSave}
        </Button>
      </div>
    </form>
  )
}
