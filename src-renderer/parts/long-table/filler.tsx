import classes from './long-table.module.css'

/** The room of the rows that are not in the page. */
export function Filler({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null
  return (
    <tbody aria-hidden="true">
      <tr className={classes.filler}>
        <td colSpan={columns} style={{ height }} />
      </tr>
    </tbody>
  )
}
