import { Anchor, Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { MAX_DRAIN_DEADLINE_MS } from '#contract/api.ts'
import type { Node } from '#contract/node.ts'
import { useDrainNode } from '../../data/commands.ts'
import { useNodeHistory } from '../../data/node-history.ts'
import { useCanSteer, useNodesById, useStreams } from '../../data/queries.ts'
import { serverNow } from '../../data/server-clock.ts'
import { actorName } from '../../parts/actor.ts'
import { useOpenDialog } from '../../parts/dialogs/dialog-context.ts'
import { type DrainHold, drainLeft } from '../../parts/drain-left.ts'
import { formatCount, formatDateTime, formatDuration } from '../../parts/format.ts'
import { Notice } from '../../parts/notice.tsx'
import { failureInShort } from '../../parts/origin/failure-headline.ts'
import { Elapsed } from '../../parts/since.tsx'
import { Sparkline } from '../../parts/sparkline.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { Surface } from '../../parts/surface.tsx'
import { TimeLeft } from '../../parts/time-left.tsx'
import { useNow } from '../../parts/use-now.ts'
import { drainCourse, stuckBy } from './drain-course.ts'
import classes from './drain-part.module.css'
import { texts } from './texts.ts'

/** What a press gives, in ms. */
const MORE_MS = 15 * 60_000
/** More streams are told as a number. */
const HOLDS_SHOWN = 8

/** A drain while it goes on, live: what is left, for how long it is waited for, and what holds it. */
export function DrainPart({ node }: { readonly node: Node }) {
  const { data: streams = [] } = useStreams()
  const { viewers, publishers, relays, holds } = drainLeft(node, streams)
  const { deadline_at, set_at } = node.mode
  const { data: history } = useNodeHistory(node.id, '5m')
  const now_ms = useNow()
  const course = history === undefined ? [] : drainCourse(history, node.mode)
  const stuck = history === undefined ? null : stuckBy(history, node.mode, { viewers, publishers }, now_ms)
  return (
    <Surface title={texts.drainingTitle} aside={<Who node={node} />} actions={<DrainActions node={node} />}>
      <dl className={classes.figures} aria-label={texts.drainFigures}>
        <Figure name={texts.viewersLeft}>
          {formatCount(viewers)}
          {course.length > 1 && <Sparkline values={course} capacity={course.length} />}
        </Figure>
        <Figure name={texts.relaysLeft}>{formatCount(relays)}</Figure>
        <Figure name={texts.publishersLeft}>{formatCount(publishers)}</Figure>
        <Figure name={texts.timeLeft}>
          <TimeLeft deadline_at={deadline_at} none={texts.noDeadline} className={classes.word} />
        </Figure>
      </dl>
      <p className={classes.note}>
        {texts.drainingFor} <Elapsed since={set_at} />
        {'. '}
        {deadline_at === null ? texts.waitsForLast : texts.thenEnds}
        {node.drain?.eta_ms != null && ` ${texts.eta(formatDuration(node.drain.eta_ms))}`}
        {node.mode.after_drain !== null && ` ${texts.afterwards[node.mode.after_drain]}`}
      </p>
      {stuck !== null && (
        <Notice tone="warn" title={texts.stuckTitle}>
          <p>{texts.stuck[stuck]}</p>
        </Notice>
      )}
      <Holds holds={holds} />
    </Surface>
  )
}

/** A drain that is through: the state that an upgrade waits for. */
export function DrainedPart({ node }: { readonly node: Node }) {
  const { drained_at } = node.mode
  return (
    <section className={classes.drained} aria-label={texts.drainedTitle}>
      <StateMark shape="check" tone="ok" />
      <div className={classes.drainedWords}>
        <strong>{texts.drainedTitle}</strong>
        <p>
          {drained_at !== null && (
            <>
              {texts.drainedFor} <Elapsed since={drained_at} />
              {'. '}
            </>
          )}
          <Who node={node} />
        </p>
      </div>
      <div className={classes.drainedActions}>
        <ResumeButton node={node} />
      </div>
    </section>
  )
}

/** Who asked for it, and why. */
export function Who({ node: { mode } }: { readonly node: Node }) {
  const nodes = useNodesById()
  const who = actorName(mode.set_by, (id) => nodes.get(id)?.name)
  return (
    <span>
      {texts.setBy(who, mode.reason)}
      {mode.expires_at != null && ` ${texts.until(formatDateTime(mode.expires_at))}`}
    </span>
  )
}

function DrainActions({ node }: { readonly node: Node }) {
  const open = useOpenDialog()
  if (!useCanSteer()) return null
  return (
    <>
      <MoreTime node={node} />
      <Button size="compact-sm" variant="default" onClick={() => open({ kind: 'drain-node', node_id: node.id })}>
        {texts.changeDeadline}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        c="var(--hw-bad)"
        onClick={() => open({ kind: 'drain-node', node_id: node.id, at_once: true })}
      >
        {texts.finishNow}
      </Button>
    </>
  )
}

/** Puts the deadline off, with everything else about the drain as it was. */
function MoreTime({ node: { id, mode } }: { readonly node: Node }) {
  const drain = useDrainNode(id)
  const { deadline_at, reason, on_deadline, after_drain, expires_at = null } = mode
  if (deadline_at === null) return null
  const left_ms = Math.max(0, Date.parse(deadline_at) - serverNow())
  const deadline_ms = Math.min(MAX_DRAIN_DEADLINE_MS, left_ms + MORE_MS)
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={drain.isPending}
      onClick={() =>
        drain.mutate(
          { reason, on_deadline, after_drain, expires_at, deadline_ms: Math.round(deadline_ms) },
          {
            onSuccess: () => notifications.show({ message: texts.moreTimeGiven }),
            onError: (error) =>
              notifications.show({ message: texts.moreTimeFailed(failureInShort(error).text), color: 'coral.6' }),
          },
        )
      }
    >
      {texts.moreTime}
    </Button>
  )
}

/** Ends a drain, a maintenance, or the distrust of a node that came and went. */
export function ResumeButton({ node }: { readonly node: Node }) {
  const open = useOpenDialog()
  if (!useCanSteer()) return null
  return (
    <Button size="compact-sm" variant="default" onClick={() => open({ kind: 'resume-node', node_id: node.id })}>
      {texts.resume}
    </Button>
  )
}

function Figure({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={classes.figure}>
      <dt className={classes.name}>{name}</dt>
      <dd className={classes.value}>{children}</dd>
    </div>
  )
}

function Holds({ holds }: { readonly holds: readonly DrainHold[] }) {
  if (holds.length === 0) return <p className={classes.note}>{texts.nothingHolds}</p>
  return (
    <>
      <h3 className={classes.heading}>{texts.whatHolds}</h3>
      <ul className={classes.holds}>
        {holds.slice(0, HOLDS_SHOWN).map((hold) => (
          <li key={hold.stream_path} className={classes.hold}>
            <Anchor component={Link} to={`/streams/${hold.stream_path}`} fw={600}>
              {hold.stream_path}
            </Anchor>
            <span>{texts.hold(hold)}</span>
          </li>
        ))}
      </ul>
      {holds.length > HOLDS_SHOWN && <p className={classes.note}>{texts.moreHolds(holds.length - HOLDS_SHOWN)}</p>}
    </>
  )
}
