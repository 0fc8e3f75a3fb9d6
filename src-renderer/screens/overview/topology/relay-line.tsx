import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react'
import { formatBitrate } from '../../../parts/format.ts'
import { texts } from '../texts.ts'
import type { RelayEdge } from './drawing.ts'
import { linePath } from './line-path.ts'

/** A line between two nodes: which streams, how much, and moving while media moves. */
export function RelayLine({ id, data, sourceX, sourceY, targetX, targetY, markerEnd }: EdgeProps<RelayEdge>) {
  if (data === undefined) return null
  const { flow, stale, label, direction } = data
  const line = linePath([{ x: sourceX, y: sourceY }, ...flow.via, { x: targetX, y: targetY }], direction)
  const flowing = flow.flowing && !stale
  const [only] = flow.streams
  const paths = new Set(flow.streams.map(({ path }) => path))
  const name = paths.size === 1 && only !== undefined ? only.path : texts.manyStreams(paths.size)
  const look = flow.troubled ? 'relay-troubled' : flowing ? 'relay-flowing' : ''
  return (
    <>
      <BaseEdge
        id={id}
        path={line.path}
        className={look}
        {...(markerEnd === undefined ? {} : { markerEnd })}
        style={{ strokeWidth: thickness(flow.kbps) }}
      />
      {flowing && <path d={line.path} className="relay-pulse" />}
      <EdgeLabelRenderer>
        <div
          className="relay-label"
          title={label}
          style={{ transform: `translate(-50%, -50%) translate(${line.middle.x}px, ${line.middle.y}px)` }}
        >
          {name}
          <span className="relay-rate">
            {flow.flowing ? formatBitrate(flow.kbps) : only === undefined ? '' : texts.relayStates[only.state]}
          </span>
        </div>
      </EdgeLabelRenderer>
    </>
  )
}

/** More media, thicker line: 1.6 to 4 units, by the logarithm. */
function thickness(kbps: number): number {
  return Math.min(4, 1.6 + Math.log10(1 + kbps / 1_000) * 0.9)
}
