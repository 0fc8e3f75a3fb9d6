import { Skeleton } from '@mantine/core'
import IconFingerprint from '@tabler/icons-react/dist/esm/icons/IconFingerprint.mjs'
import { useState } from 'react'
import { useHostKeys } from '../../../data/host-keys.ts'
import { EmptyState } from '../../../parts/empty-state.tsx'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { Page } from '../../../parts/page.tsx'
import { Surface } from '../../../parts/surface.tsx'
import about from '../about.module.css'
import { ForgetHostKeys } from './forget-host-keys.tsx'
import { byMachine, type KnownMachine } from './known-machines.ts'
import { MachineTable } from './machine-table.tsx'
import { ReplaceHostKey } from './replace-host-key.tsx'
import { texts } from './texts.ts'

/** What is asked about a machine. */
interface Asked {
  readonly what: 'forget' | 'replace'
  readonly machine: KnownMachine
}

/** The host keys that machines are known by over SSH. */
export function Component() {
  const host_keys = useHostKeys()
  const [asked, setAsked] = useState<Asked | null>(null)
  const machines = byMachine(host_keys.data ?? [])
  const close = () => setAsked(null)
  return (
    <Page title={texts.title}>
      <p className={about.about}>{texts.about}</p>
      {host_keys.data === undefined &&
        (host_keys.error === null ? (
          <Skeleton h={220} radius="md" />
        ) : (
          <FailureNotice title={texts.failed} error={host_keys.error} onRetry={() => void host_keys.refetch()} />
        ))}
      {host_keys.data?.length === 0 && (
        <EmptyState icon={<IconFingerprint size={22} />} title={texts.none} text={texts.noneText} />
      )}
      {machines.length > 0 && (
        <Surface title={texts.list} aside={machines.length} flush>
          <MachineTable
            machines={machines}
            onForget={(machine) => setAsked({ what: 'forget', machine })}
            onReplace={(machine) => setAsked({ what: 'replace', machine })}
          />
        </Surface>
      )}
      {asked?.what === 'forget' && <ForgetHostKeys machine={asked.machine} onClose={close} />}
      {asked?.what === 'replace' && <ReplaceHostKey machine={asked.machine} onClose={close} />}
    </Page>
  )
}
