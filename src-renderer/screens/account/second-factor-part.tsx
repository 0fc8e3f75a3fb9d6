import { Button, Group } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { Account } from '../../data/account.ts'
import { useEndTotp } from '../../data/second-factor.ts'
import { Question } from '../../parts/dialogs/question.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Elapsed } from '../../parts/since.tsx'
import { Surface } from '../../parts/surface.tsx'
import classes from './screen.module.css'
import { texts } from './second-factor-texts.ts'
import { NewRecoveryCodes, SetUpTotp } from './set-up-totp.tsx'

/** From how few recovery codes on more of them are offered. */
const FEW_CODES = 3

/** A code of an authenticator app after the password: set up, turned off, with codes for the day the phone is gone. */
export function SecondFactorPart({ account }: { readonly account: Account }) {
  const { totp_since, recovery_codes_left, password_set_at } = account
  const [asked, setAsked] = useState<'set-up' | 'codes' | 'end' | null>(null)
  const close = () => setAsked(null)
  return (
    <Surface
      title={texts.title}
      aside={
        totp_since === null ? undefined : (
          <>
            {texts.since} <Elapsed since={totp_since} />
          </>
        )
      }
    >
      <div className={classes.form}>
        {totp_since === null ? (
          <>
            <p className={classes.note}>{password_set_at === null ? texts.noPassword : texts.none}</p>
            <Button variant="default" disabled={password_set_at === null} onClick={() => setAsked('set-up')}>
              {texts.setUp}
            </Button>
          </>
        ) : (
          <>
            <p className={classes.note}>{texts.codesLeft(recovery_codes_left)}</p>
            {recovery_codes_left < FEW_CODES && <Notice tone="warn" title={texts.fewCodes} />}
            <Group gap="xs">
              <Button variant="default" onClick={() => setAsked('codes')}>
                {texts.newCodes}
              </Button>
              <Button variant="default" c="var(--hw-bad)" onClick={() => setAsked('end')}>
                {texts.end}
              </Button>
            </Group>
          </>
        )}
      </div>
      {asked === 'set-up' && <SetUpTotp onClose={close} />}
      {asked === 'codes' && <NewRecoveryCodes onClose={close} />}
      {asked === 'end' && <EndTotp onClose={close} />}
    </Surface>
  )
}

function EndTotp({ onClose }: { readonly onClose: () => void }) {
  const end = useEndTotp()
  const confirm = () =>
    end.mutate(undefined, {
      onSuccess: () => {
        notifications.show({ message: texts.ended })
        onClose()
      },
    })
  return (
    <Question
      title={texts.endTitle}
      confirm={texts.end}
      dangerous
      pending={end.isPending}
      failure={end.error === null ? null : { title: texts.endFailed, error: end.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p className={classes.note}>{texts.endEffect}</p>
    </Question>
  )
}
