import table from '../../parts/fact-table.module.css'
import { NOTHING } from '../../parts/format.ts'
import { StateBadge } from '../../parts/state-mark.tsx'
import type { HostLine } from './host-list.ts'
import classes from './screen.module.css'
import { texts } from './texts.ts'

/** What would be begun, line by line, and what is wrong with which. */
export function HostPreview({ lines }: { readonly lines: readonly HostLine[] }) {
  return (
    <div className={`${table.frame} ${classes.tableFrame}`}>
      <table className={table.table}>
        <caption className="hw-hidden">{texts.preview}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.columns.line}</th>
            <th scope="col">{texts.columns.box}</th>
            <th scope="col">{texts.columns.name}</th>
            <th scope="col">{texts.columns.region}</th>
            <th scope="col">{texts.columns.check}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.line}>
              <td data-label={texts.columns.line}>{line.line}</td>
              <td data-label={texts.columns.box}>
                {line.host === '' ? line.text : `${line.user}@${line.host}${line.port === 22 ? '' : `:${line.port}`}`}
              </td>
              <td data-label={texts.columns.name}>{line.name || NOTHING}</td>
              <td data-label={texts.columns.region}>{line.region ?? NOTHING}</td>
              <td data-label={texts.columns.check}>
                {line.faults.length === 0 ? (
                  <StateBadge shape="check" tone="ok" quiet>
                    {texts.lineGood}
                  </StateBadge>
                ) : (
                  <span className={classes.fault}>{line.faults.join(' ')}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
