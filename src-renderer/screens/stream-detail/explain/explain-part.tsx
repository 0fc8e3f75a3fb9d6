import { Anchor, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'react-router'
import type { AllocationCandidate, ExplainedAllocation } from '#contract/api.ts'
import { type MediaProtocol, mediaProtocolSchema, type Stream } from '#contract/stream.ts'
import { useExplanation, useNodes } from '../../../data/queries.ts'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { regionsOf } from '../../../parts/regions.ts'
import { StateBadge, StateMark } from '../../../parts/state-mark.tsx'
import { Surface } from '../../../parts/surface.tsx'
import classes from './explain-part.module.css'
import { scoreParts } from './score-parts.ts'
import { texts } from './texts.ts'

/** More candidates than this are no help to anybody who asks why. */
const CANDIDATES = 6
const REJECTED_SHOWN = 8

/** Where the origin would send a viewer of this stream, by protocol and region, with the reasons. */
export function ExplainPart({ stream: { stream_path } }: { readonly stream: Stream }) {
  const { data: nodes = [] } = useNodes()
  const [protocol, setProtocol] = useState<MediaProtocol>('flv')
  const [region, setRegion] = useState('')
  const regions = regionsOf(nodes)
  const { data, error, refetch } = useExplanation({
    ...{ kind: 'play', stream_path, protocol, limit: CANDIDATES },
    ...(region === '' ? {} : { region }),
  })
  return (
    <Surface title={texts.title} aside={texts.aside}>
      <div className={classes.question}>
        <NativeSelect
          label={texts.protocol}
          value={protocol}
          data={[...texts.protocols]}
          onChange={(event) => setProtocol(mediaProtocolSchema.parse(event.currentTarget.value))}
        />
        <NativeSelect
          label={texts.region}
          value={region}
          data={[{ value: '', label: texts.anyRegion }, ...regions]}
          onChange={(event) => setRegion(event.currentTarget.value)}
        />
      </div>
      {error !== null ? (
        <FailureNotice title={texts.failed} error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <p className={classes.none}>{texts.asking}</p>
      ) : (
        <Explanation explained={data} />
      )}
    </Surface>
  )
}

function Explanation({
  explained: { candidates, rejected, rejected_total },
}: {
  readonly explained: ExplainedAllocation
}) {
  const most = Math.max(1, ...candidates.map(({ score }) => score))
  return (
    <>
      {candidates.length === 0 ? (
        <p className={classes.nobody}>
          <StateMark shape="cross" tone="bad" />
          {texts.nobody}
        </p>
      ) : (
        <ol className={classes.candidates} aria-label={texts.candidates}>
          {candidates.map((candidate, index) => (
            <Candidate key={candidate.node_id} candidate={candidate} most={most} first={index === 0} />
          ))}
        </ol>
      )}
      {rejected_total > 0 && (
        <>
          <h3 className={classes.heading}>{texts.rejected(rejected_total)}</h3>
          <ul className={classes.rejected}>
            {rejected.slice(0, REJECTED_SHOWN).map(({ node_id, node_name, reason }) => (
              <li key={node_id} className={classes.reject}>
                <StateMark shape="dash" tone="idle" />
                <Anchor component={Link} to={`/nodes/${node_id}`}>
                  {node_name}
                </Anchor>
                <span className={classes.reason} lang="en">
                  {reason}
                </span>
              </li>
            ))}
          </ul>
          {rejected_total > REJECTED_SHOWN && (
            <p className={classes.none}>{texts.moreRejected(rejected_total - REJECTED_SHOWN)}</p>
          )}
        </>
      )}
    </>
  )
}

function Candidate(props: { readonly candidate: AllocationCandidate; readonly most: number; readonly first: boolean }) {
  const { node_id, node_name, score, breakdown, has_stream } = props.candidate
  const parts = scoreParts(breakdown)
  return (
    <li className={classes.candidate}>
      <div className={classes.head}>
        <Anchor component={Link} to={`/nodes/${node_id}`} fw={600}>
          {node_name}
        </Anchor>
        {props.first && (
          <StateBadge shape="dot" tone="ok">
            {texts.first}
          </StateBadge>
        )}
        <span className={classes.stream}>{has_stream ? texts.has : texts.pulls}</span>
        <span className={classes.score}>{texts.points(score)}</span>
      </div>
      <span className={classes.bar} aria-hidden="true">
        <span style={{ width: `${(Math.max(0, score) / props.most) * 100}%` }} />
      </span>
      <span className={classes.parts}>
        {parts.map(({ name, points }) => (
          <span key={name} data-off={points < 0}>
            {texts.part(name, points)}
          </span>
        ))}
      </span>
    </li>
  )
}
