import { Button, Group, TextInput } from '@mantine/core'
import IconAlertOctagon from '@tabler/icons-react/dist/esm/icons/IconAlertOctagon.mjs'
import { useState } from 'react'
import type { ProvisioningRun, ShownHostKey } from '#contract/provisioning-run.ts'
import { useCanSteer } from '../../data/queries.ts'
import { useCancelRun, useResumeRun } from '../../data/runs.ts'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { formatDateTime } from '../../parts/format.ts'
import classes from './host-key-part.module.css'
import { Fingerprint } from './host-key-part.tsx'
import { texts } from './texts.ts'

interface ChangedKeyPartProps {
  readonly run: ProvisioningRun
  readonly text: string
  readonly host_key: ShownHostKey | null
}

/** A box shows another key than the one that was pinned: both, with their dates. To stop is what is offered; to go on takes the name, typed. */
export function ChangedKeyPart({ run, text, host_key }: ChangedKeyPartProps) {
  const canSteer = useCanSteer()
  const cancel = useCancelRun(run.id)
  const [replacing, setReplacing] = useState(false)
  return (
    <section className={classes.alarm} aria-labelledby="changed-key" role="alert">
      <h2 id="changed-key" className={classes.alarmTitle}>
        <IconAlertOctagon size={22} aria-hidden="true" />
        {texts.changedTitle(run.node_name ?? run.host)}
      </h2>
      <p className={classes.text} lang="en">
        {text}
      </p>
      <p className={classes.text}>{texts.changedWhy}</p>
      {host_key !== null && (
        <div className={classes.keys}>
          {host_key.pinned !== null && (
            <Fingerprint
              label={texts.keyBefore(host_key.pinned.algorithm)}
              fingerprint={host_key.pinned.fingerprint}
              aside={texts.keySince(formatDateTime(host_key.pinned.since))}
            />
          )}
          <Fingerprint
            label={texts.keyNow(host_key.algorithm)}
            fingerprint={host_key.fingerprint}
            aside={texts.keySeen(formatDateTime(host_key.seen_at))}
          />
        </div>
      )}
      {cancel.error !== null && <FailureNotice title={texts.steerFailed} error={cancel.error} />}
      {canSteer ? (
        <Group gap="xs">
          <Button loading={cancel.isPending} onClick={() => cancel.mutate('leave')}>
            {texts.stop}
          </Button>
          {!replacing && host_key !== null && (
            <Button variant="default" c="var(--hw-bad)" onClick={() => setReplacing(true)}>
              {texts.reinstalled}
            </Button>
          )}
        </Group>
      ) : (
        <p className={classes.text}>{texts.onlyOperators}</p>
      )}
      {replacing && host_key !== null && <ReplaceKey run={run} fingerprint={host_key.fingerprint} />}
    </section>
  )
}

function ReplaceKey({ run, fingerprint }: { readonly run: ProvisioningRun; readonly fingerprint: string }) {
  const replace = useResumeRun(run.id)
  const [typed, setTyped] = useState('')
  const name = run.node_name ?? run.host
  return (
    <form
      className={classes.typed}
      onSubmit={(event) => {
        event.preventDefault()
        if (typed === name) replace.mutate({ host_key_fingerprint: fingerprint })
      }}
    >
      <TextInput
        className={classes.name}
        label={texts.typeName(name)}
        description={texts.replaceEffect}
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {replace.error !== null && <FailureNotice title={texts.replaceFailed} error={replace.error} />}
      <div>
        <Button type="submit" color="coral.6" loading={replace.isPending} disabled={typed !== name}>
          {texts.replace}
        </Button>
      </div>
    </form>
  )
}
