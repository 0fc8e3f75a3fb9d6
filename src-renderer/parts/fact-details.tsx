import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs'
import type { Activity } from '#contract/api.ts'
import { texts } from './activity-texts.ts'
import classes from './fact-details.module.css'
import { factDetails } from './fact-details.ts'
import { formatDateTime } from './format.ts'

/** Opens what a fact holds. @param of its sentence, for those who hear the button alone */
export function DetailsToggle({
  open,
  of,
  onToggle,
}: {
  readonly open: boolean
  readonly of: string
  readonly onToggle: () => void
}) {
  return (
    <button type="button" className={classes.toggle} aria-expanded={open} onClick={onToggle}>
      <IconChevronRight size={14} aria-hidden="true" className={classes.chevron} data-open={open} />
      {texts.details}
      <span className="hw-hidden">{of}</span>
    </button>
  )
}

/** All of a fact: what changed from what to what, and everything else that was recorded with it. */
export function FactDetailsList({ fact }: { readonly fact: Activity }) {
  const { changes, values } = factDetails(fact.data)
  return (
    <div className={classes.details}>
      {changes.length > 0 && (
        <table className={classes.changes}>
          <thead>
            <tr>
              <th scope="col">{texts.what}</th>
              <th scope="col">{texts.before}</th>
              <th scope="col">{texts.after}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ name, before, after }) => (
              <tr key={name}>
                <th scope="row" className={classes.name}>
                  {name === '' ? texts.plain : name}
                </th>
                <td>{before}</td>
                <td className={classes.after}>{after}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <dl className={classes.values}>
        <dt>{texts.when}</dt>
        <dd>{formatDateTime(fact.at)}</dd>
        <dt>{texts.who}</dt>
        <dd>
          <code>{fact.actor}</code>
        </dd>
        {values.map(({ name, value }) => (
          <Value key={name} name={name} value={value} />
        ))}
        <dt>{texts.number}</dt>
        <dd>{fact.id}</dd>
      </dl>
    </div>
  )
}

function Value({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt className={classes.name}>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}
