import IconArrowDown from '@tabler/icons-react/dist/esm/icons/IconArrowDown.mjs'
import IconArrowUp from '@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { Node } from '#contract/node.ts'
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
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = nodes.length > VIRTUAL_FROM
  const virtualizer = useVirtualizer({
    count: nodes.length,
    enabled: virtual,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    getItemKey: (index) => nodes[index]?.id ?? index,
  })
  const items = virtualizer.getVirtualItems()
  const before = virtual ? (items[0]?.start ?? 0) : 0
  const after = virtual ? virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0) : 0
  const indexes = virtual ? items.map(({ index }) => index) : [...nodes.keys()]
  return (
    <section ref={scroller} className={classes.scroller} data-virtual={virtual} aria-label={texts.caption}>
      <table className={classes.table} aria-rowcount={nodes.length + 1}>
        <caption className="hw-hidden">{texts.caption}</caption>
        <Head view={view} onSort={onSort} />
        <Filler height={before} />
        <tbody>
          {indexes.map((index) => {
            const node = nodes[index]
            return node === undefined ? null : <NodeRow key={node.id} node={node} index={index} />
          })}
        </tbody>
        <Filler height={after} />
      </table>
    </section>
  )
}

function Filler({ height }: { readonly height: number }) {
  if (height === 0) return null
  return (
    <tbody aria-hidden="true">
      <tr>
        <td colSpan={COLUMNS} className={classes.filler} style={{ height }} />
      </tr>
    </tbody>
  )
}

function Head({ view, onSort }: Pick<NodesTableProps, 'view' | 'onSort'>) {
  const { columns } = texts
  const sortable = (sort: NodeSort, label: string, className = '') => {
    const current = view.sort === sort
    const order = view.descending ? 'descending' : 'ascending'
    const Arrow = view.descending ? IconArrowDown : IconArrowUp
    return (
      <th scope="col" className={className} aria-sort={current ? order : 'none'}>
        <button type="button" className={classes.sort} onClick={() => onSort(sort)} title={texts.sortBy(label)}>
          {label}
          {current && <Arrow size={14} aria-hidden="true" />}
        </button>
      </th>
    )
  }
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
