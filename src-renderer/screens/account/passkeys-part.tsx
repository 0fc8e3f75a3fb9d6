import { Button, Skeleton, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { PasskeyInfo } from '#contract/operators.ts'
import { hasPasskeys, useAddPasskey, usePasskeys, useRemovePasskey } from '../../data/passkeys.ts'
import { Question } from '../../parts/dialogs/question.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { formatDateTime } from '../../parts/format.ts'
import { Age } from '../../parts/since.tsx'
import { Surface } from '../../parts/surface.tsx'
import classes from './passkeys-part.module.css'
import { texts } from './passkeys-texts.ts'
import shared from './screen.module.css'

/** Passkeys of one's own: kept by a phone, a computer or a security key, and both factors at once. */
export function PasskeysPart() {
  const passkeys = usePasskeys()
  const [asked, setAsked] = useState<PasskeyInfo | 'add' | null>(null)
  const close = () => setAsked(null)
  const possible = hasPasskeys()
  return (
    <Surface title={texts.title} aside={passkeys.data?.length}>
      <div className={shared.form}>
        <p className={shared.note}>{possible ? texts.about : texts.impossible}</p>
        {passkeys.data === undefined &&
          (passkeys.error === null ? (
            <Skeleton h={40} />
          ) : (
            <FailureNotice title={texts.failed} error={passkeys.error} onRetry={() => void passkeys.refetch()} />
          ))}
        {passkeys.data !== undefined && passkeys.data.length > 0 && (
          <ul className={classes.list}>
            {passkeys.data.map((passkey) => (
              <Entry key={passkey.id} passkey={passkey} onRemove={() => setAsked(passkey)} />
            ))}
          </ul>
        )}
        {possible && (
          <Button variant="default" onClick={() => setAsked('add')}>
            {texts.add}
          </Button>
        )}
      </div>
      {asked === 'add' && <AddPasskey onClose={close} />}
      {asked !== null && asked !== 'add' && <RemovePasskey passkey={asked} onClose={close} />}
    </Surface>
  )
}

function Entry({ passkey, onRemove }: { readonly passkey: PasskeyInfo; readonly onRemove: () => void }) {
  const { name, rp_id, created_at, last_used_at } = passkey
  return (
    <li className={classes.entry}>
      <span className={classes.words}>
        <strong>{name}</strong>
        <small>
          {texts.made(rp_id, formatDateTime(created_at))}
          {last_used_at !== null && (
            <>
              {texts.used} <Age at={last_used_at} />
            </>
          )}
        </small>
      </span>
      <Button
        size="compact-sm"
        variant="default"
        c="var(--hw-bad)"
        aria-label={texts.removeOf(name)}
        onClick={onRemove}
      >
        {texts.remove}
      </Button>
    </li>
  )
}

function AddPasskey({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('')
  const add = useAddPasskey()
  const confirm = () =>
    add.mutate(name.trim(), {
      onSuccess: () => {
        notifications.show({ message: texts.added })
        onClose()
      },
    })
  return (
    <Question
      title={texts.addTitle}
      confirm={texts.make}
      ready={name.trim() !== ''}
      pending={add.isPending}
      failure={add.error === null ? null : { title: texts.addFailed, error: add.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>{texts.addIntro}</Text>
      <TextInput
        label={texts.name}
        description={texts.nameHint}
        required
        data-autofocus
        autoComplete="off"
        maxLength={64}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </Question>
  )
}

function RemovePasskey({ passkey, onClose }: { readonly passkey: PasskeyInfo; readonly onClose: () => void }) {
  const remove = useRemovePasskey()
  const confirm = () =>
    remove.mutate(passkey.id, {
      onSuccess: () => {
        notifications.show({ message: texts.removed(passkey.name) })
        onClose()
      },
    })
  return (
    <Question
      title={texts.removeTitle(passkey.name)}
      confirm={texts.remove}
      dangerous
      pending={remove.isPending}
      failure={remove.error === null ? null : { title: texts.removeFailed, error: remove.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>{texts.removeEffect}</Text>
    </Question>
  )
}
