import { Switch } from '@mantine/core'
import type { AlertRuleInfo } from '#contract/alert.ts'
import { useMuteRule } from '../../../data/alerts.ts'
import { useRole } from '../../../data/queries.ts'
import table from '../../../parts/fact-table.module.css'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { ruleWords } from '../../../parts/origin/alert-words.ts'
import { Words } from '../../../parts/origin/words.tsx'
import { Surface } from '../../../parts/surface.tsx'
import classes from './section.module.css'
import { texts } from './texts.ts'

/** What is watched, and which of it nobody wants to hear. */
export function RulesPart({ rules }: { readonly rules: readonly AlertRuleInfo[] }) {
  const is_owner = useRole() === 'owner'
  const mute = useMuteRule()
  const { ruleColumns: columns } = texts
  return (
    <Surface title={texts.rules} aside={rules.length} flush>
      {mute.error !== null && <FailureNotice title={texts.muteFailed} error={mute.error} />}
      <div className={table.frame}>
        <table className={table.table}>
          <caption className="hw-hidden">{texts.rulesCaption}</caption>
          <thead>
            <tr>
              <th scope="col">{columns.rule}</th>
              <th scope="col">{columns.when}</th>
              <th scope="col">{columns.told}</th>
            </tr>
          </thead>
          <tbody>
            {rules.map(({ rule, when, severity, muted }) => (
              <tr key={rule}>
                <th scope="row">
                  <span className={classes.name}>{texts.ruleNames[rule]}</span>
                  <p className={classes.dim}>{texts.severities[severity]}</p>
                </th>
                <td data-label={columns.when}>
                  <Words said={ruleWords({ rule, when })} />
                </td>
                <td data-label={columns.told}>
                  <Switch
                    size="md"
                    aria-label={texts.toldOf(texts.ruleNames[rule])}
                    checked={!muted}
                    disabled={!is_owner || mute.isPending}
                    onChange={(event) => mute.mutate({ rule, muted: !event.currentTarget.checked })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={`${classes.dim} ${classes.pad}`}>{texts.rulesHow}</p>
    </Surface>
  )
}
