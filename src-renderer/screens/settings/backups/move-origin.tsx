import { Button, FileInput, Group, Loader, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type FormEvent, useEffect, useState } from 'react'
import type { MoveUpload } from '#contract/backup.ts'
import { useCluster } from '../../../data/queries.ts'
import { useExportOrigin, useImportMove, useRestartedSince, useUploadMove } from '../../../data/upkeep.ts'
import { Question } from '../../../parts/dialogs/question.tsx'
import { texts as shared } from '../../../parts/dialogs/texts.ts'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { formatBytes, formatDateTime } from '../../../parts/format.ts'
import { Surface } from '../../../parts/surface.tsx'
import about from '../about.module.css'
import { texts } from './move-texts.ts'

const MIN_PASSPHRASE = 12

/** Moving the origin to another computer: the side that it leaves, and the side that it comes to. */
export function MoveOrigin() {
  const { data: cluster } = useCluster()
  if (cluster === undefined) return null
  return (
    <Surface title={texts.title}>
      <Stack gap="lg">
        <p className={about.about}>{texts.about}</p>
        <Leave cluster_id={cluster.id} />
        <Arrive />
      </Stack>
    </Surface>
  )
}

function Leave({ cluster_id }: { readonly cluster_id: string }) {
  const [passphrase, setPassphrase] = useState('')
  const [next, setNext] = useState('')
  const leave = useExportOrigin(cluster_id)
  const done = () => {
    setPassphrase('')
    notifications.show({ message: texts.exported })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    leave.mutate({ passphrase, next_origin: next.trim() === '' ? null : next.trim() }, { onSuccess: done })
  }
  return (
    <form onSubmit={submit} aria-label={texts.leave}>
      <Stack gap="sm" maw={520}>
        <Text fw={600}>{texts.leave}</Text>
        <Text size="sm">{texts.leaveText}</Text>
        <PasswordInput
          label={texts.passphrase}
          description={texts.passphraseText}
          autoComplete="new-password"
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
        />
        <TextInput
          label={texts.next}
          description={texts.nextText}
          placeholder="http://10.0.0.11:8090"
          type="url"
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        {leave.error !== null && <FailureNotice title={texts.exportFailed} error={leave.error} />}
        <Group>
          <Button
            type="submit"
            variant="default"
            disabled={passphrase.length < MIN_PASSPHRASE}
            loading={leave.isPending}
          >
            {texts.export}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Arrive() {
  const [file, setFile] = useState<File | null>(null)
  const [passphrase, setPassphrase] = useState('')
  const [asking, setAsking] = useState(false)
  const upload = useUploadMove()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (file !== null) upload.mutate(file, { onSuccess: () => setAsking(true) })
  }
  // The question has a form of its own, and what bubbles out of it is no order to hand the file over again.
  return (
    <>
      <form onSubmit={submit} aria-label={texts.arrive}>
        <Stack gap="sm" maw={520}>
          <Text fw={600}>{texts.arrive}</Text>
          <Text size="sm">{texts.arriveText}</Text>
          <FileInput label={texts.file} placeholder={texts.fileNone} value={file} onChange={setFile} />
          <PasswordInput
            label={texts.itsPassphrase}
            autoComplete="off"
            value={passphrase}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
          />
          {upload.error !== null && <FailureNotice title={texts.uploadFailed} error={upload.error} />}
          <Group>
            <Button
              type="submit"
              variant="default"
              c="var(--hw-bad)"
              disabled={file === null || passphrase === ''}
              loading={upload.isPending}
            >
              {texts.look}
            </Button>
          </Group>
        </Stack>
      </form>
      {asking && upload.data !== undefined && (
        <Become bundle={upload.data} passphrase={passphrase} onClose={() => setAsking(false)} />
      )}
    </>
  )
}

interface BecomeProps {
  readonly bundle: MoveUpload
  readonly passphrase: string
  readonly onClose: () => void
}

function Become({ bundle, passphrase, onClose }: BecomeProps) {
  const become = useImportMove()
  // As it was before: one that started later is the one that was brought.
  const started_at = useCluster().data?.started_at ?? null
  const [before] = useState(started_at)
  if (become.data !== undefined) return <Restarting before={before} onClose={onClose} />
  return (
    <Question
      title={texts.importTitle}
      confirm={texts.import}
      dangerous
      pending={become.isPending}
      failure={become.error === null ? null : { title: texts.importFailed, error: become.error }}
      onConfirm={() => become.mutate({ id: bundle.id, passphrase, confirm: bundle.cluster_id })}
      onClose={onClose}
    >
      <Text>{texts.importOf(bundle.cluster_id, formatDateTime(bundle.made_at), formatBytes(bundle.size_bytes))}</Text>
      <ul>
        {texts.importAfter.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Question>
  )
}

function Restarting({ before, onClose }: { readonly before: string | null; readonly onClose: () => void }) {
  const isBack = useRestartedSince(before)
  useEffect(() => {
    if (!isBack) return
    notifications.show({ message: texts.imported })
    onClose()
  }, [isBack, onClose])
  return (
    <Modal opened onClose={onClose} title={texts.restarting} closeButtonProps={{ 'aria-label': shared.close }}>
      <Stack gap="md" role="status">
        <Text>{texts.restartingText}</Text>
        <Loader size="sm" type="dots" />
      </Stack>
    </Modal>
  )
}
