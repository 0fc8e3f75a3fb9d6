import type { Stream } from '#contract/stream.ts'
import { useNodePlaces } from '../../data/queries.ts'
import table from '../../parts/fact-table.module.css'
import { Filler } from '../../parts/long-table/filler.tsx'
import { SortHead } from '../../parts/long-table/sort-head.tsx'
import { useRowsInSight } from '../../parts/long-table/use-rows-in-sight.ts'
import classes from './screen.module.css'
import { StreamRow } from './stream-row.tsx'
import type { StreamSort, StreamsView } from './streams-order.ts'
import { texts } from './texts.ts'

/** From here on only the rows in sight are in the page, and the table scrolls in itself. */
const VIRTUAL_FROM = 60
const ROW_HEIGHT = 74
const COLUMNS = 8

interface StreamsTableProps {
  readonly streams: readonly Stream[]
  readonly view: StreamsView
  readonly onSort: (column: StreamSort) => void
}

/** The streams as a table. Rows are as high as what is in them, so each is measured when it comes into sight. */
export function StreamsTable({ streams, view, onSort }: StreamsTableProps) {
  const nodes = useNodePlaces()
  const rows = useRowsInSight({
    count: streams.length,
    virtual_from: VIRTUAL_FROM,
    row_height: ROW_HEIGHT,
    overscan: 5,
    keyOf: (index) => streams[index]?.stream_path ?? index,
  })
  return (
    <section
      ref={rows.scroller}
      className={`${classes.scroller} ${table.frame}`}
      data-virtual={rows.virtual}
      aria-label={texts.caption}
      tabIndex={rows.virtual ? 0 : undefined}
    >
      <table className={table.table} aria-rowcount={streams.length + 1}>
        <caption className="hw-hidden">{texts.caption}</caption>
        <Head view={view} onSort={onSort} />
        <Filler height={rows.before} columns={COLUMNS} />
        <tbody>
          {rows.indexes.map((index) => {
            const stream = streams[index]
            return stream === undefined ? null : (
              <StreamRow key={stream.stream_path} stream={stream} nodes={nodes} index={index} measure={rows.measure} />
            )
          })}
        </tbody>
        <Filler height={rows.after} columns={COLUMNS} />
      </table>
    </section>
  )
}

function Head({ view, onSort }: Pick<StreamsTableProps, 'view' | 'onSort'>) {
  const { columns } = texts
  const sortable = (sort: StreamSort, label: string, className?: string) => (
    <SortHead
      label={label}
      title={texts.sortBy(label)}
      sorted={view.sort !== sort ? null : view.descending ? 'descending' : 'ascending'}
      className={className}
      onSort={() => onSort(sort)}
    />
  )
  return (
    <thead>
      <tr aria-rowindex={1}>
        {sortable('name', columns.stream)}
        <th scope="col">{columns.publisher}</th>
        <th scope="col">{columns.media}</th>
        {sortable('bitrate', columns.bitrate, table.number)}
        {sortable('keyframes', columns.keyframes, `${table.number} ${table.wide}`)}
        {sortable('viewers', columns.viewers, table.number)}
        <th scope="col" className={table.wide}>
          {columns.nodes}
        </th>
        {sortable('age', columns.live, table.number)}
      </tr>
    </thead>
  )
}
