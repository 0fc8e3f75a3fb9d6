import { Anchor, Button } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import type { ActivityKind } from '#contract/activity-type.ts'
import type { Activity } from '#contract/api.ts'
import type { ActivityQuery } from '../data/api-client.ts'
import { useActivity, useNodesById } from '../data/queries.ts'
import { type ActivityFilter, ActivityFilters } from './activity-filters.tsx'
import classes from './activity-list.module.css'
import { texts } from './activity-texts.ts'
import { actorName } from './actor.ts'
import { Disclosure } from './disclosure.tsx'
import { FactDetailsList } from './fact-details.tsx'
import { FailureNotice } from './failure-notice.tsx'
import { formatDateTime, formatTime } from './format.ts'
import { factWords } from './origin/fact-words.ts'
import { Words } from './origin/words.tsx'
import { Age } from './since.tsx'
import { type MarkShape, StateMark, type Tone } from './state-mark.tsx'
import { Surface } from './surface.tsx'

const looks: Readonly<Record<Activity['severity'], { readonly shape: MarkShape; readonly tone: Tone }>> = {
  info: { shape: 'ring', tone: 'idle' },
  warning: { shape: 'triangle', tone: 'warn' },
  error: { shape: 'cross', tone: 'bad' },
}

interface ActivityListProps {
  readonly facts: readonly Activity[]
  /** Each has its time of day, and opens to all that was recorded; else how long ago it was. */
  readonly exact?: boolean
  /** Narrows the list to what one caused. */
  readonly onActor?: (actor: string) => void
}

/** Recorded facts, newest first. */
export function ActivityList({ facts, exact = false, onActor }: ActivityListProps) {
  const nodes = useNodesById()
  return (
    <ol className={classes.list}>
      {facts.map((fact) => (
        <Fact key={fact.id} fact={fact} nodes={nodes} exact={exact} onActor={onActor} />
      ))}
    </ol>
  )
}

interface FactProps {
  readonly fact: Activity
  readonly exact: boolean
  readonly onActor: ActivityListProps['onActor'] | undefined
  readonly nodes: ReturnType<typeof useNodesById>
}

function Fact({ fact, nodes, exact, onActor }: FactProps) {
  const [open, setOpen] = useState(false)
  const look = looks[fact.severity]
  const node = fact.node_id === null ? undefined : nodes.get(fact.node_id)
  const { sentence, detail } = factWords(fact, node?.name)
  return (
    <li className={classes.fact}>
      <span className={classes.mark}>
        <StateMark shape={look.shape} tone={look.tone} />
        <span className="hw-hidden">{texts.words[fact.severity]}</span>
      </span>
      <div className={classes.words}>
        <Words said={sentence} />
        {detail !== null && (
          <span className={classes.detail} lang={detail.lang ?? undefined}>
            {detail.text}
          </span>
        )}
        <span className={classes.under}>
          <code className={classes.type}>{fact.type}</code>
          {/* A node that speaks for itself is named by its link. */}
          {fact.actor !== `node:${fact.node_id}` && (
            <Actor name={actorName(fact.actor, (id) => nodes.get(id)?.name)} actor={fact.actor} onActor={onActor} />
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
          {exact && (
            <Disclosure open={open} onToggle={() => setOpen(!open)}>
              {texts.details}
              {/* For those who hear the button alone. */}
              <span className="hw-hidden">{sentence.text}</span>
            </Disclosure>
          )}
        </span>
        {open && <FactDetailsList fact={fact} />}
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
}

interface ActorProps {
  readonly name: string
  readonly actor: string
  readonly onActor: ActivityListProps['onActor'] | undefined
}

function Actor({ name, actor, onActor }: ActorProps) {
  if (onActor === undefined) return <span>{texts.by(name)}</span>
  return (
    <Anchor
      component="button"
      type="button"
      size="sm"
      c="dimmed"
      title={texts.onlyBy(name)}
      onClick={() => onActor(actor)}
    >
      {texts.by(name)}
    </Anchor>
  )
}

/** So many facts are shown at first on the page of a node or a stream. */
const SHOWN_AT_FIRST = 10

/** What happened to one node or stream, as a part of its page: the newest first, older ones on demand. */
export function ActivityPart({
  about,
  kinds,
}: {
  readonly about: Pick<ActivityQuery, 'node_id' | 'stream_path'>
  readonly kinds: readonly ActivityKind[]
}) {
  const [filter, setFilter] = useState<ActivityFilter>({})
  return (
    <Surface title={texts.title} flush actions={<ActivityFilters filter={filter} kinds={kinds} onChange={setFilter} />}>
      {/* A list of its own for each filter: how far somebody paged says nothing of another one. */}
      <Facts key={JSON.stringify([about, filter])} query={{ ...about, ...filter, limit: 50 }} />
    </Surface>
  )
}

function Facts({ query }: { readonly query: ActivityQuery }) {
  const { list, loadOlder, loadingOlder, reachedEnd } = useActivity(query)
  const [all, setAll] = useState(false)
  const { data } = list
  if (data === undefined) {
    if (list.error === null) return <p className={classes.none}>{texts.reading}</p>
    return <FailureNotice title={texts.failed} error={list.error} onRetry={() => void list.refetch()} />
  }
  if (data.length === 0) {
    const filtered = query.severity !== undefined || query.type !== undefined
    return <p className={classes.none}>{filtered ? texts.noneOfThese : texts.none}</p>
  }
  const shown = all ? data : data.slice(0, SHOWN_AT_FIRST)
  const more = shown.length < data.length || (data.length >= (query.limit ?? 0) && !reachedEnd)
  return (
    <>
      <ActivityList facts={shown} />
      {more && (
        <Button
          variant="subtle"
          fullWidth
          radius={0}
          className={classes.older}
          loading={loadingOlder}
          onClick={() => (all ? loadOlder() : setAll(true))}
        >
          {texts.older}
        </Button>
      )}
    </>
  )
}
