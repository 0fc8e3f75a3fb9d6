import { Button, Group, Modal, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { useBeginTotp, useConfirmTotp, useNewRecoveryCodes } from '../../data/second-factor.ts'
import { CopyField } from '../../parts/copy.tsx'
import { Question } from '../../parts/dialogs/question.tsx'
import { texts as shared } from '../../parts/dialogs/texts.ts'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { QrCode } from '../../parts/qr-code.tsx'
import { ShownOnce } from '../../parts/shown-once.tsx'
import { texts } from './second-factor-texts.ts'
import classes from './set-up-totp.module.css'

/** Shows an app's secret, takes a code of it, and then shows the recovery codes, each once. */
export function SetUpTotp({ onClose }: { readonly onClose: () => void }) {
  const begin = useBeginTotp()
  const confirm = useConfirmTotp()
  const [code, setCode] = useState('')
  // Strict mode mounts twice; a second secret would make the first one worth nothing.
  const begun = useRef(false)
  const { mutate } = begin
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    mutate()
  }, [mutate])
  if (confirm.data !== undefined) return <CodesShown codes={confirm.data.recovery_codes} onClose={onClose} />
  return (
    <Modal opened onClose={onClose} title={texts.setUpTitle} closeButtonProps={{ 'aria-label': shared.close }}>
      {begin.error !== null && <FailureNotice title={texts.beginFailed} error={begin.error} />}
      {begin.isPending && <Skeleton h={320} />}
      {begin.data !== undefined && (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            confirm.mutate(code.trim())
          }}
        >
          <Stack gap="md">
            <Text>{texts.scan}</Text>
            <div className={classes.code}>
              <QrCode value={begin.data.uri} label={texts.qr} />
            </div>
            <CopyField label={texts.secret} value={begin.data.secret} wrap />
            <TextInput
              label={texts.code}
              description={texts.codeHint}
              inputMode="numeric"
              autoComplete="one-time-code"
              required
              maxLength={6}
              value={code}
              onChange={(event) => setCode(event.currentTarget.value.replaceAll(/\D/g, ''))}
            />
            {confirm.error !== null && <FailureNotice title={texts.confirmFailed} error={confirm.error} />}
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose}>
                {shared.cancel}
              </Button>
              <Button type="submit" loading={confirm.isPending} disabled={code.length !== 6}>
                {texts.confirm}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  )
}

/** Makes new recovery codes in place of those before. */
export function NewRecoveryCodes({ onClose }: { readonly onClose: () => void }) {
  const make = useNewRecoveryCodes()
  if (make.data !== undefined) return <CodesShown codes={make.data.recovery_codes} onClose={onClose} />
  return (
    <Question
      title={texts.newCodesTitle}
      confirm={texts.newCodes}
      pending={make.isPending}
      failure={make.error === null ? null : { title: texts.newCodesFailed, error: make.error }}
      onConfirm={() => make.mutate()}
      onClose={onClose}
    >
      <Text>{texts.newCodesEffect}</Text>
    </Question>
  )
}

function CodesShown({ codes, onClose }: { readonly codes: readonly string[]; readonly onClose: () => void }) {
  return (
    <Modal
      opened
      onClose={onClose}
      // A click beside it would lose what is shown once.
      closeOnClickOutside={false}
      title={texts.codesTitle}
      closeButtonProps={{ 'aria-label': shared.close }}
    >
      <ShownOnce
        text={texts.codesText}
        label={texts.codesLabel}
        value={codes.join('\n')}
        copy={texts.copyCodes}
        done={texts.done}
        onDone={onClose}
      />
    </Modal>
  )
}
