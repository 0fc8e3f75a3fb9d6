import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'

interface RowsOptions {
  readonly count: number
  /** With more rows than this only those in sight are in the page, and the table scrolls in itself. */
  readonly virtual_from: number
  /** In pixels; of rows that are measured, what they are taken for until then. */
  readonly row_height: number
  /** Rows beyond the edges that are in the page as well. */
  readonly overscan: number
  readonly keyOf: (index: number) => string | number
}

/** Which rows of a long table are in the page, and how much room the others take before and after them. */
export function useRowsInSight({ count, virtual_from, row_height, overscan, keyOf }: RowsOptions) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = count > virtual_from
  const virtualizer = useVirtualizer({
    count,
    enabled: virtual,
    getScrollElement: () => scroller.current,
    estimateSize: () => row_height,
    overscan,
    getItemKey: keyOf,
  })
  const items = virtualizer.getVirtualItems()
  return {
    scroller,
    virtual,
    indexes: virtual ? items.map(({ index }) => index) : Array.from({ length: count }, (_, index) => index),
    before: virtual ? (items[0]?.start ?? 0) : 0,
    after: virtual ? virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0) : 0,
    measure: virtual ? virtualizer.measureElement : undefined,
  }
}
