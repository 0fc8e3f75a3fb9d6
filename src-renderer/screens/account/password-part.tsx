import { Button, PasswordInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '#contract/operators.ts'
import { type Account, useSetPassword } from '../../data/account.ts'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Age } from '../../parts/since.tsx'
import { Surface } from '../../parts/surface.tsx'
import classes from './screen.module.css'
import { texts } from './texts.ts'

/** Sets a password where there is none, or another one. */
export function PasswordPart({ account: { name, password_set_at } }: { readonly account: Account }) {
  const [password, setPassword] = useState('')
  const save = useSetPassword()
  const submit = () =>
    save.mutate(password, {
      onSuccess: ({ ended }) => {
        setPassword('')
        notifications.show({ message: texts.passwordSet(ended) })
      },
    })
  return (
    <Surface
      title={texts.password}
      aside={
        password_set_at === null ? undefined : (
          <>
            {texts.passwordSince} <Age at={password_set_at} />
          </>
        )
      }
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <p className={classes.note}>{password_set_at === null ? texts.passwordNone : texts.passwordEnds}</p>
        {/* Password managers keep the name with it. */}
        <input type="text" name="username" autoComplete="username" value={name} readOnly hidden />
        <PasswordInput
          label={texts.newPassword}
          description={texts.passwordHint(PASSWORD_MIN_LENGTH)}
          autoComplete="new-password"
          required
          maxLength={PASSWORD_MAX_LENGTH}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {save.error !== null && <FailureNotice title={texts.passwordFailed} error={save.error} />}
        <Button type="submit" loading={save.isPending} disabled={[...password].length < PASSWORD_MIN_LENGTH}>
          {password_set_at === null ? texts.setPassword : texts.changePassword}
        </Button>
      </form>
    </Surface>
  )
}
