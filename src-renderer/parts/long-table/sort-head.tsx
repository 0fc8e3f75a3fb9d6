import IconArrowDown from '@tabler/icons-react/dist/esm/icons/IconArrowDown.mjs'
import IconArrowUp from '@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs'
import classes from './long-table.module.css'

interface SortHeadProps {
  readonly label: string
  /** What a click does, in words. */
  readonly title: string
  /** Null: the table is sorted by another column. */
  readonly sorted: 'ascending' | 'descending' | null
  readonly className?: string | undefined
  readonly onSort: () => void
}

/** The head of a column that a table can be sorted by. */
export function SortHead({ label, title, sorted, className, onSort }: SortHeadProps) {
  const Arrow = sorted === 'descending' ? IconArrowDown : IconArrowUp
  return (
    <th scope="col" className={className} aria-sort={sorted ?? 'none'}>
      <button type="button" className={classes.sort} onClick={onSort} title={title}>
        {label}
        {sorted !== null && <Arrow size={14} aria-hidden="true" />}
      </button>
    </th>
  )
}
