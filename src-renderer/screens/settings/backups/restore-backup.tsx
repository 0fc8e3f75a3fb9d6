import { Loader, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useEffect, useState } from 'react'
import type { Backup } from '#contract/backup.ts'
import { useActivity, useCluster, useNodes, useStreamPolicies } from '../../../data/queries.ts'
import { useRestartedSince, useRestore } from '../../../data/upkeep.ts'
import { Question } from '../../../parts/dialogs/question.tsx'
import { texts as shared } from '../../../parts/dialogs/texts.ts'
import { EquivalentCall } from '../../../parts/equivalent-call.tsx'
import { formatDateTime } from '../../../parts/format.ts'
import { Notice } from '../../../parts/notice.tsx'
import { Age } from '../../../parts/since.tsx'
import { type LostByRestore, lostByRestore } from './lost-by-restore.ts'
import classes from './restore-backup.module.css'
import { texts } from './texts.ts'

/** Most acts that are named; all are counted. */
const NAMED = 5

/** Puts a backup in the place of the database, after saying what goes with it; then waits for the origin to be back. */
export function RestoreBackup({ backup, onClose }: { readonly backup: Backup; readonly onClose: () => void }) {
  const { name, made_at } = backup
  const restore = useRestore(name)
  // As it was before: one that started later is the restored one.
  const started_at = useCluster().data?.started_at ?? null
  const [before] = useState(started_at)
  if (restore.data !== undefined) return <Restarting made_at={made_at} before={before} onClose={onClose} />
  return (
    <Question
      title={texts.restoreTitle(formatDateTime(made_at))}
      confirm={texts.restore}
      dangerous
      pending={restore.isPending}
      failure={restore.error === null ? null : { title: texts.restoreFailed, error: restore.error }}
      onConfirm={() => restore.mutate()}
      onClose={onClose}
    >
      <Text>
        {texts.restoreEffect.beforeAge} <Age at={made_at} />
        {texts.restoreEffect.afterAge}
      </Text>
      <Lost made_at={made_at} />
      <ul className={classes.after}>
        {texts.restoreAfter.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <EquivalentCall
        label={shared.equivalent}
        method="POST"
        path={`/api/v1/backups/${name}/restore`}
        body={{ confirm: name }}
      />
    </Question>
  )
}

function Lost({ made_at }: { readonly made_at: string }) {
  const { data: nodes } = useNodes()
  const { data: policies } = useStreamPolicies()
  const { list } = useActivity({ limit: 500 })
  if (nodes === undefined || policies === undefined || list.data === undefined) return <Loader size="sm" type="dots" />
  return <LostNotice lost={lostByRestore(made_at, nodes, policies, list.data)} />
}

function LostNotice({ lost: { nodes, policies, acts, more } }: { readonly lost: LostByRestore }) {
  const nothing = nodes.length + policies.length + acts.length === 0 && !more
  if (nothing) return <Text fw={600}>{texts.nothingLost}</Text>
  return (
    <Notice tone="warn" title={texts.lostTitle}>
      <ul className={classes.lost}>
        {nodes.length > 0 && <li>{texts.lostNodes(nodes)}</li>}
        {policies.length > 0 && <li>{texts.lostPolicies(policies)}</li>}
        {(acts.length > 0 || more) && (
          <li>
            {texts.lostActs(acts.length, more)}
            <ul>
              {acts.slice(0, NAMED).map(({ id, message }) => (
                <li key={id} lang="en">
                  {message}
                </li>
              ))}
              {acts.length > NAMED && <li>{texts.andMore(acts.length - NAMED)}</li>}
            </ul>
          </li>
        )}
      </ul>
    </Notice>
  )
}

interface RestartingProps {
  readonly made_at: string
  /** When the origin that ended had started. */
  readonly before: string | null
  readonly onClose: () => void
}

function Restarting({ made_at, before, onClose }: RestartingProps) {
  const isBack = useRestartedSince(before)
  useEffect(() => {
    if (!isBack) return
    notifications.show({ message: texts.restored(formatDateTime(made_at)) })
    onClose()
  }, [isBack, made_at, onClose])
  return (
    <Modal opened onClose={onClose} title={texts.restarting} closeButtonProps={{ 'aria-label': shared.close }}>
      <Stack gap="md" role="status">
        <Text>{texts.restartingText}</Text>
        <Loader size="sm" type="dots" />
      </Stack>
    </Modal>
  )
}
