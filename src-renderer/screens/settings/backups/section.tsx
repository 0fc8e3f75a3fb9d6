import { Button, Group, Skeleton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import IconDatabaseExport from '@tabler/icons-react/dist/esm/icons/IconDatabaseExport.mjs'
import { useCallback, useState } from 'react'
import type { Backup } from '#contract/backup.ts'
import { useBackups, useDownloadBackup, useMakeBackup } from '../../../data/upkeep.ts'
import { EmptyState } from '../../../parts/empty-state.tsx'
import table from '../../../parts/fact-table.module.css'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { formatBytes, formatDateTime } from '../../../parts/format.ts'
import { Page } from '../../../parts/page.tsx'
import { Age } from '../../../parts/since.tsx'
import { Surface } from '../../../parts/surface.tsx'
import about from '../about.module.css'
import { MoveOrigin } from './move-origin.tsx'
import { RestoreBackup } from './restore-backup.tsx'
import classes from './section.module.css'
import { texts } from './texts.ts'

/** Copies of the origin's database: those that there are, and one more now. */
export function Component() {
  const backups = useBackups()
  const make = useMakeBackup()
  const [restoring, setRestoring] = useState<Backup | null>(null)
  const close = useCallback(() => setRestoring(null), [])
  const makeOne = () =>
    make.mutate(undefined, {
      onSuccess: ({ size_bytes }) => notifications.show({ message: texts.made(formatBytes(size_bytes)) }),
    })
  const button = (
    <Button loading={make.isPending} onClick={makeOne}>
      {texts.make}
    </Button>
  )
  return (
    <Page title={texts.title} actions={button}>
      <p className={about.about}>{texts.about}</p>
      {make.error !== null && <FailureNotice title={texts.makeFailed} error={make.error} />}
      {backups.data !== undefined && <BackupsPart backups={backups.data} onRestore={setRestoring} />}
      <MoveOrigin />
      {restoring !== null && <RestoreBackup backup={restoring} onClose={close} />}
      {backups.data === undefined &&
        (backups.error === null ? (
          <Skeleton h={220} radius="md" />
        ) : (
          <FailureNotice title={texts.failed} error={backups.error} onRetry={() => void backups.refetch()} />
        ))}
    </Page>
  )
}

interface BackupsPartProps {
  readonly backups: readonly Backup[]
  readonly onRestore: (backup: Backup) => void
}

function BackupsPart({ backups, onRestore }: BackupsPartProps) {
  const { columns } = texts
  return (
    <Surface title={texts.list} aside={<span role="status">{texts.count(backups.length)}</span>} flush>
      {backups.length === 0 ? (
        <EmptyState icon={<IconDatabaseExport size={22} />} title={texts.none} text={texts.noneText} />
      ) : (
        <div className={table.frame}>
          <table className={table.table}>
            <caption className="hw-hidden">{texts.caption}</caption>
            <thead>
              <tr>
                <th scope="col">{columns.made}</th>
                <th scope="col" className={table.wide}>
                  {columns.name}
                </th>
                <th scope="col" className={table.number}>
                  {columns.size}
                </th>
                <th scope="col">{columns.actions}</th>
              </tr>
            </thead>
            <tbody>
              {backups.map((backup) => (
                <Row key={backup.name} backup={backup} onRestore={() => onRestore(backup)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Surface>
  )
}

interface RowProps {
  readonly backup: Backup
  readonly onRestore: () => void
}

function Row({ backup: { name, made_at, size_bytes }, onRestore }: RowProps) {
  const download = useDownloadBackup(name)
  return (
    <tr>
      <th scope="row">
        <span className={classes.made}>
          {formatDateTime(made_at)}
          <small>
            <Age at={made_at} />
          </small>
        </span>
      </th>
      <td data-label={texts.columns.name} className={table.wide}>
        <code className={classes.name}>{name}</code>
      </td>
      <td data-label={texts.columns.size} className={table.number}>
        {formatBytes(size_bytes)}
      </td>
      <td data-label={texts.columns.actions}>
        {download.error !== null && <FailureNotice title={texts.downloadFailed} error={download.error} />}
        <Group gap={6}>
          <Button
            loading={download.isPending}
            onClick={() => download.mutate()}
            size="compact-sm"
            variant="default"
            aria-label={texts.downloadOf(name)}
          >
            {texts.download}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            c="var(--hw-bad)"
            aria-label={texts.restoreOf(name)}
            onClick={onRestore}
          >
            {texts.restore}
          </Button>
        </Group>
      </td>
    </tr>
  )
}
