import { Button, Loader, SegmentedControl, Select } from '@mantine/core'
import IconAlertTriangle from '@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs'
import IconPlayerPlay from '@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs'
import { useRef } from 'react'
import type { Stream } from '#contract/stream.ts'
import { useNodes, useNodesById } from '../../../data/queries.ts'
import { formatBitrate, formatCount, formatSeconds, NOTHING } from '../../../parts/format.ts'
import { StreamPicture } from '../../../parts/stream-picture.tsx'
import { Surface } from '../../../parts/surface.tsx'
import { useLocalNow } from '../../../parts/use-now.ts'
import classes from './player-part.module.css'
import type { PlayerState } from './player-state.ts'
import { SnapshotButton } from './snapshot-button.tsx'
import { texts } from './texts.ts'
import { type PlayChoice, usePlayer } from './use-player.ts'

/** The stream's picture, straight from a node that serves it. */
export function PlayerPart({ stream }: { readonly stream: Stream }) {
  const video = useRef<HTMLVideoElement>(null)
  const player = usePlayer(video, stream)
  const { state, source, facts } = player
  const playing = state.status === 'playing' || state.status === 'waiting'
  const endpoints = useNodesById().get(stream.session.publish_node_id)?.endpoints
  return (
    <Surface
      title={texts.title}
      flush
      actions={
        <>
          <SnapshotButton stream={stream} />
          <SourceSelect
            stream={stream}
            choice={player.choice}
            node_name={source?.node_name ?? null}
            onChoose={(choice) => player.choose({ choice })}
          />
          <SegmentedControl
            size="xs"
            aria-label={texts.protocol}
            value={player.protocol}
            onChange={(protocol) => player.choose({ protocol })}
            data={[
              { value: 'flv', label: texts.flv },
              { value: 'hls', label: texts.hls },
            ]}
          />
        </>
      }
    >
      <div className={classes.stage}>
        <video
          ref={video}
          className={classes.video}
          muted
          autoPlay
          playsInline
          controls={playing}
          aria-label={texts.video(stream.stream_path)}
          {...player.events}
        />
        {!playing && <StreamPicture stream={stream} endpoints={endpoints} size="filling" />}
        {state.status !== 'playing' && (
          <Veil state={state} node_name={source?.node_name ?? ''} onRetry={player.retry} onStart={player.startByHand} />
        )}
      </div>
      <dl className={classes.facts}>
        <Fact name={texts.node}>{source?.node_name ?? NOTHING}</Fact>
        <Fact name={texts.delay} hint={texts.delayHint}>
          {playing && facts !== null ? formatSeconds(facts.delay_ms) : NOTHING}
        </Fact>
        <Fact name={texts.rate}>
          {playing && facts?.received_kbps != null ? formatBitrate(facts.received_kbps) : NOTHING}
        </Fact>
        <Fact name={texts.size}>
          {playing && facts !== null && facts.width > 0 ? `${facts.width}×${facts.height}` : NOTHING}
        </Fact>
        <Fact name={texts.dropped}>{playing && facts !== null ? formatCount(facts.dropped_frames) : NOTHING}</Fact>
      </dl>
    </Surface>
  )
}

function Fact(props: { readonly name: string; readonly hint?: string; readonly children: string }) {
  return (
    <div className={classes.fact} title={props.hint}>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}

interface SourceSelectProps {
  readonly stream: Stream
  readonly choice: PlayChoice
  readonly node_name: string | null
  readonly onChoose: (choice: PlayChoice) => void
}

function SourceSelect({ stream, choice, node_name, onChoose }: SourceSelectProps) {
  const { data: nodes = [] } = useNodes()
  const serving = new Set<string>([
    stream.session.publish_node_id,
    ...stream.relays.map(({ dest_node_id }) => dest_node_id),
  ])
  const options = nodes
    .filter(
      ({ endpoints, liveness }) => endpoints !== null && liveness.state !== 'offline' && liveness.state !== 'left',
    )
    .toSorted((a, b) => Number(serving.has(b.id)) - Number(serving.has(a.id)))
    .map(({ id, name }) => ({ value: id as string, label: texts.sourceIs(name, serving.has(id)) }))
  const best = choice === 'best' && node_name !== null ? texts.bestIs(node_name) : texts.best
  return (
    <Select
      size="xs"
      className={classes.select}
      aria-label={texts.source}
      data={[{ value: 'best', label: best }, ...options]}
      value={choice}
      allowDeselect={false}
      comboboxProps={{ width: 300, position: 'bottom-end' }}
      onChange={(value) => {
        const node = nodes.find(({ id }) => id === value)
        onChoose(node?.id ?? 'best')
      }}
    />
  )
}

interface VeilProps {
  readonly state: PlayerState
  readonly node_name: string
  readonly onRetry: () => void
  readonly onStart: () => void
}

/** What stands over the picture while there is none. */
function Veil({ state, node_name, onRetry, onStart }: VeilProps) {
  const now = useLocalNow()
  const busy = { locating: texts.locating, connecting: texts.connecting(node_name), waiting: texts.waiting } as const
  switch (state.status) {
    case 'locating':
    case 'connecting':
    case 'waiting':
      return (
        <div className={classes.veil} role="status">
          <Loader color="#ffffff" size="sm" />
          {busy[state.status]}
        </div>
      )
    case 'blocked':
      return (
        <div className={classes.veil}>
          <Button color="flow.4" leftSection={<IconPlayerPlay size={18} aria-hidden="true" />} onClick={onStart}>
            {texts.start}
          </Button>
        </div>
      )
    case 'retrying':
    case 'failed':
      return (
        <div className={classes.veil} role="alert">
          <IconAlertTriangle size={26} aria-hidden="true" />
          <strong>{state.failure.message}</strong>
          {state.failure.hint !== null && <span className={classes.hint}>{state.failure.hint}</span>}
          <span className={classes.again}>
            {/* The seconds are for the eye: said aloud each second they would drown everything else. */}
            {state.status === 'retrying' && (
              <span aria-hidden="true">{texts.again(Math.max(0, Math.ceil((state.at - now) / 1_000)))}</span>
            )}
            <Button size="xs" color="gray.0" onClick={onRetry}>
              {texts.now}
            </Button>
          </span>
        </div>
      )
    case 'playing':
      return null
    default:
      throw new Error(`no such state: ${state satisfies never}`)
  }
}
