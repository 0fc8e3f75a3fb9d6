import type { Node } from '#contract/node.ts'
import { Filler } from '../../parts/long-table/filler.tsx'
import { SortHead } from '../../parts/long-table/sort-head.tsx'
import { useRowsInSight } from '../../parts/long-table/use-rows-in-sight.ts'
import { NodeRow } from './node-row.tsx'
import type { NodeSort, NodesView } from './nodes-order.ts'
import classes from './nodes-table.module.css'
import { texts } from './texts.ts'

/** From here on only the rows in sight are in the page. */
const VIRTUAL_FROM = 100
const ROW_HEIGHT = 54
const COLUMNS = 12

interface NodesTableProps {
  readonly nodes: readonly Node[]
  readonly view: NodesView
  readonly onSort: (column: NodeSort) => void
}

/** The nodes as a table; beyond a hundred rows it scrolls in itself. */
export function NodesTable({ nodes, view, onSort }: NodesTableProps) {
  const rows = useRowsInSight({
    count: nodes.length,
    virtual_from: VIRTUAL_FROM,
    row_height: ROW_HEIGHT,
    overscan: 12,
    keyOf: (index) => nodes[index]?.id ?? index,
  })
  return (
    <section ref={rows.scroller} className={classes.scroller} data-virtual={rows.virtual} aria-label={texts.caption}>
      <table className={classes.table} aria-rowcount={nodes.length + 1}>
        <caption className="hw-hidden">{texts.caption}</caption>
        <Head view={view} onSort={onSort} />
        <Filler height={rows.before} columns={COLUMNS} />
        <tbody>
          {rows.indexes.map((index) => {
            const node = nodes[index]
            return node === undefined ? null : <NodeRow key={node.id} node={node} index={index} />
          })}
        </tbody>
        <Filler height={rows.after} columns={COLUMNS} />
      </table>
    </section>
  )
}

function Head({ view, onSort }: Pick<NodesTableProps, 'view' | 'onSort'>) {
  const { columns } = texts
  const sortable = (sort: NodeSort, label: string, className?: string) => (
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
        {sortable('name', columns.name)}
        {sortable('state', columns.state)}
        <th scope="col" className={classes.extra}>
          {columns.address}
        </th>
        <th scope="col" className={classes.extra}>
          {columns.version}
        </th>
        {sortable('cpu', columns.cpu)}
        {sortable('memory', columns.memory, classes.more)}
        {sortable('egress', columns.egress, classes.number)}
        {sortable('viewers', columns.viewers, classes.number)}
        {sortable('publishers', columns.publishers, `${classes.number} ${classes.more}`)}
        <th scope="col" className={`${classes.number} ${classes.more}`}>
          {columns.relays}
        </th>
        {sortable('seen', columns.seen, classes.number)}
        <th scope="col">
          <span className="hw-hidden">{columns.actions}</span>
        </th>
      </tr>
    </thead>
  )
}
