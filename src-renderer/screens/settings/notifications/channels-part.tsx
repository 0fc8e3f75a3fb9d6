import { Button, Group, Switch, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import { useState } from 'react'
import { type Channel, DESKTOP_CHANNEL } from '#contract/alert.ts'
import { useChangeChannel, useRemoveChannel, useTestChannel } from '../../../data/alerts.ts'
import { useRole } from '../../../data/queries.ts'
import { Question } from '../../../parts/dialogs/question.tsx'
import table from '../../../parts/fact-table.module.css'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { Notice } from '../../../parts/notice.tsx'
import { failureInShort } from '../../../parts/origin/failure-headline.ts'
import { inEnglish, type Said } from '../../../parts/origin/said.ts'
import { Words } from '../../../parts/origin/words.tsx'
import { Age } from '../../../parts/since.tsx'
import { StateMark } from '../../../parts/state-mark.tsx'
import { Surface } from '../../../parts/surface.tsx'
import { AddChannel } from './add-channel.tsx'
import classes from './section.module.css'
import { texts } from './texts.ts'

/** The ways by which people are told. */
export function ChannelsPart({ channels }: { readonly channels: readonly Channel[] }) {
  const is_owner = useRole() === 'owner'
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<Channel | null>(null)
  const [tested, setTested] = useState<{ readonly name: string; readonly why: Said } | null>(null)
  const { columns } = texts
  const add = is_owner && (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconPlus size={14} aria-hidden="true" />}
      onClick={() => setAdding(true)}
    >
      {texts.add}
    </Button>
  )
  return (
    <Surface title={texts.channels} actions={add} flush>
      {tested !== null && (
        <div className={classes.pad}>
          <Notice tone="bad" title={texts.testFailed(tested.name)} alert>
            <p>
              <Words said={tested.why} />
            </p>
          </Notice>
        </div>
      )}
      <div className={table.frame}>
        <table className={table.table}>
          <caption className="hw-hidden">{texts.channelsCaption}</caption>
          <thead>
            <tr>
              <th scope="col">{columns.name}</th>
              <th scope="col">{columns.to}</th>
              <th scope="col" className={table.wide}>
                {columns.least}
              </th>
              <th scope="col">{columns.last}</th>
              <th scope="col">{columns.on}</th>
              {is_owner && <th scope="col">{columns.actions}</th>}
            </tr>
          </thead>
          <tbody>
            {channels.map((channel) => (
              <ChannelRow
                key={channel.id}
                channel={channel}
                is_owner={is_owner}
                onRemove={() => setRemoving(channel)}
                onTested={setTested}
              />
            ))}
          </tbody>
        </table>
      </div>
      {adding && <AddChannel onClose={() => setAdding(false)} />}
      {removing !== null && <RemoveChannel channel={removing} onClose={() => setRemoving(null)} />}
    </Surface>
  )
}

interface ChannelRowProps {
  readonly channel: Channel
  readonly is_owner: boolean
  readonly onRemove: () => void
  readonly onTested: (failed: { readonly name: string; readonly why: Said } | null) => void
}

function ChannelRow({ channel, is_owner, onRemove, onTested }: ChannelRowProps) {
  const { id, kind, name, enabled, least_severity, url, smtp, last } = channel
  const change = useChangeChannel()
  const test = useTestChannel()
  const { columns } = texts
  const to = url ?? smtp?.to.join(', ') ?? texts.desktopTo
  const tryIt = () =>
    test.mutate(id, {
      onSuccess: ({ outcome, detail }) => {
        onTested(outcome === 'failed' ? { name, why: inEnglish(detail) } : null)
        if (outcome === 'delivered') notifications.show({ message: texts.tested(name, detail) })
      },
      onError: (error) => onTested({ name, why: failureInShort(error) }),
    })
  return (
    <tr>
      <th scope="row">
        <span className={classes.name}>{name}</span>
        <p className={classes.dim}>{texts.kinds[kind]}</p>
      </th>
      <td data-label={columns.to}>
        <span className={classes.to}>{to}</span>
      </td>
      <td data-label={columns.least} className={table.wide}>
        {texts.least[least_severity]}
      </td>
      <td data-label={columns.last}>
        {last === null ? (
          <span className={classes.dim}>{texts.neverSent}</span>
        ) : (
          <span className={classes.outcome} title={last.detail}>
            {last.outcome === 'delivered' ? (
              <StateMark shape="check" tone="ok" />
            ) : (
              <StateMark shape="cross" tone="bad" />
            )}
            <span>
              {texts.outcomes[last.outcome]}, <Age at={last.at} />
            </span>
          </span>
        )}
      </td>
      <td data-label={columns.on}>
        <div>
          <Switch
            aria-label={texts.switchOf(name)}
            checked={enabled}
            disabled={!is_owner || change.isPending}
            onChange={(event) => change.mutate({ id, enabled: event.currentTarget.checked })}
          />
          {change.error !== null && <FailureNotice title={texts.changeFailed} error={change.error} />}
        </div>
      </td>
      {is_owner && (
        <td data-label={columns.actions}>
          <Group gap={6}>
            <Button
              size="compact-sm"
              variant="default"
              loading={test.isPending}
              aria-label={texts.testOf(name)}
              onClick={tryIt}
            >
              {texts.test}
            </Button>
            {id !== DESKTOP_CHANNEL && (
              <Button
                size="compact-sm"
                variant="default"
                c="var(--hw-bad)"
                aria-label={texts.removeOf(name)}
                onClick={onRemove}
              >
                {texts.remove}
              </Button>
            )}
          </Group>
        </td>
      )}
    </tr>
  )
}

function RemoveChannel({
  channel: { id, name },
  onClose,
}: {
  readonly channel: Channel
  readonly onClose: () => void
}) {
  const remove = useRemoveChannel()
  const confirm = () =>
    remove.mutate(id, {
      onSuccess: () => {
        notifications.show({ message: texts.removed(name) })
        onClose()
      },
    })
  return (
    <Question
      title={texts.removeTitle(name)}
      confirm={texts.remove}
      dangerous
      pending={remove.isPending}
      failure={remove.error === null ? null : { title: texts.removeFailed, error: remove.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>{texts.removeText}</Text>
    </Question>
  )
}
