import { Fragment } from 'react'
import type { Activity } from '#contract/api.ts'
import { texts } from './activity-texts.ts'
import classes from './fact-details.module.css'
import { factDetails } from './fact-details.ts'
import { formatDateTime } from './format.ts'

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
          <Fragment key={name}>
            <dt className={classes.name}>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
        <dt>{texts.number}</dt>
        <dd>{fact.id}</dd>
      </dl>
    </div>
  )
}
