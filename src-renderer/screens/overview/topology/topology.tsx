import { Anchor, SegmentedControl, Skeleton } from '@mantine/core'
import { useElementSize, useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { type CSSProperties, lazy, Suspense, useMemo } from 'react'
import { Link } from 'react-router'
import type { Node } from '#contract/node.ts'
import type { Stream } from '#contract/stream.ts'
import { persistentImport } from '../../../parts/persistent-import.ts'
import { Surface } from '../../../parts/surface.tsx'
import { texts } from '../texts.ts'
import { type Flow, flowsOf } from './flows.ts'
import { layoutTopology } from './layout.ts'
import { named } from './named.ts'
import classes from './topology.module.css'
import { TopologyTable } from './topology-table.tsx'

const TopologyFlow = lazy(() => persistentImport(() => import('./topology-flow.tsx')))

type View = 'graph' | 'table'

/** Drawn smaller than this, the words on the cards are no pleasure to read. */
const LEGIBLE_SCALE = 0.78

/** Where streams flow, as a drawing or as a table. On a phone the table comes first: a drawing is too small there. */
export function TopologyPart({
  nodes,
  streams,
}: {
  readonly nodes: readonly Node[]
  readonly streams: readonly Stream[]
}) {
  const narrow = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false })
  const [chosen, setChosen] = useLocalStorage<View | null>({
    key: 'headwater.topology',
    defaultValue: null,
    getInitialValueInEffect: false,
  })
  const view = chosen ?? (narrow === true ? 'table' : 'graph')
  const { ref, width } = useElementSize()
  const topology = useMemo(() => {
    const right = layoutTopology(nodes, streams)
    return width > 0 && width < right.width * LEGIBLE_SCALE ? layoutTopology(nodes, streams, 'down') : right
  }, [nodes, streams, width])
  const names = new Map<string, string>(nodes.map(({ id, name }) => [id, name]))
  const describe = ({ source, target, streams: carried }: Flow) =>
    texts.edgeTitle(
      names.get(source) ?? '',
      names.get(target) ?? target.replace(/^region /, ''),
      named(carried.map(({ path, kbps }) => texts.stream(path, kbps))),
    )
  return (
    <Surface
      title={texts.flow}
      flush
      actions={
        <SegmentedControl
          size="xs"
          aria-label={texts.view}
          value={view}
          onChange={(value) => setChosen(value === 'table' ? 'table' : 'graph')}
          data={[
            { value: 'graph', label: texts.asGraph },
            { value: 'table', label: texts.asTable },
          ]}
        />
      }
    >
      {view === 'table' ? (
        <TopologyTable nodes={nodes} streams={streams} flows={flowsOf(streams, new Set(nodes.map(({ id }) => id)))} />
      ) : (
        <div
          ref={ref}
          className={classes.drawing}
          style={{ '--drawing-height': `${topology.height}px` } as CSSProperties}
        >
          <Suspense fallback={<Skeleton h="100%" radius={0} role="status" aria-label={texts.loadingGraph} />}>
            <TopologyFlow topology={topology} describe={describe} />
          </Suspense>
          {topology.more_idle > 0 && (
            <Anchor component={Link} to="/nodes" className={classes.more} size="sm">
              {texts.moreIdle(topology.more_idle)}
            </Anchor>
          )}
        </div>
      )}
    </Surface>
  )
}
