import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import type { Activity } from '#contract/api.ts'
import type { ActivityQuery } from '../data/api-client.ts'
import { useActivity, useNodesById } from '../data/queries.ts'
import classes from './activity-list.module.css'
import { actorName } from './actor.ts'
import { FailureNotice } from './failure-notice.tsx'
import { formatDateTime, formatTime } from './format.ts'
import { Age } from './since.tsx'
import { type MarkShape, StateMark, type Tone } from './state-mark.tsx'
import { Surface } from './surface.tsx'

const texts = {
  title: 'Recent activity',
  all: 'All activity',
  none: 'Nothing recorded yet. Every change will appear here.',
  failed: 'The activity could not be read.',
  by: 'by',
} as const

const looks: Readonly<
  Record<Activity['severity'], { readonly shape: MarkShape; readonly tone: Tone; readonly word: string }>
> = {
  info: { shape: 'ring', tone: 'idle', word: 'information' },
  warning: { shape: 'triangle', tone: 'warn', word: 'warning' },
  error: { shape: 'cross', tone: 'bad', word: 'error' },
}

/** Recorded facts, newest first. With `exact` each has its time of day, else how long ago it was. */
export function ActivityList({
  facts,
  exact = false,
}: {
  readonly facts: readonly Activity[]
  readonly exact?: boolean
}) {
  const nodes = useNodesById()
  return (
    <ol className={classes.list}>
      {facts.map((fact) => {
        const look = looks[fact.severity]
        const node = fact.node_id === null ? undefined : nodes.get(fact.node_id)
        return (
          <li key={fact.id} className={classes.fact}>
            <span className={classes.mark}>
              <StateMark shape={look.shape} tone={look.tone} />
              <span className="hw-hidden">{look.word}</span>
            </span>
            <div className={classes.words}>
              <span>{fact.message}</span>
              <span className={classes.under}>
                <code className={classes.type}>{fact.type}</code>
                {/* A node that speaks for itself is named by its link. */}
                {fact.actor !== `node:${fact.node_id}` && (
                  <span>
                    {texts.by} {actorName(fact.actor, (id) => nodes.get(id)?.name)}
                  </span>
                )}
                {node !== undefined && (
                  <Anchor component={Link} to={`/nodes/${node.id}`} size="sm" c="dimmed" underline="always">
                    {node.name}
                  </Anchor>
                )}
                {fact.stream_path !== null && (
                  <Anchor component={Link} to={`/streams/${fact.stream_path}`} size="sm" c="dimmed" underline="always">
                    {fact.stream_path}
                  </Anchor>
                )}
              </span>
            </div>
            <span className={classes.when}>
              {exact ? (
                <time dateTime={fact.at} title={formatDateTime(fact.at)}>
                  {formatTime(fact.at)}
                </time>
              ) : (
                <Age at={fact.at} />
              )}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

/** The newest facts about one node or stream, as a part of its page. */
export function ActivityPart({ query }: { readonly query: ActivityQuery }) {
  const { list } = useActivity(query)
  return (
    <Surface
      title={texts.title}
      flush
      actions={
        <Anchor component={Link} to="/activity" size="sm">
          {texts.all}
        </Anchor>
      }
    >
      {list.error !== null && list.data === undefined ? (
        <FailureNotice title={texts.failed} error={list.error} onRetry={() => void list.refetch()} />
      ) : list.data?.length === 0 ? (
        <p className={classes.none}>{texts.none}</p>
      ) : (
        <ActivityList facts={(list.data ?? []).slice(0, 12)} />
      )}
    </Surface>
  )
}
