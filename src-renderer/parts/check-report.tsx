import type { BoxCheck, BoxReport } from '#contract/provisioning.ts'
import { checkGroups } from './check-groups.ts'
import classes from './check-report.module.css'
import { CopyField } from './copy.tsx'
import type { StateLook } from './node-state.ts'
import { checkTitle, groupTitle } from './origin/run-part-words.ts'
import { sentenceWords } from './origin/sentence-words.ts'
import { StateBadge } from './state-mark.tsx'
import { texts as stateTexts } from './state-texts.ts'
import { texts } from './texts.ts'

const looks: Readonly<Record<BoxCheck['outcome'], Omit<StateLook, 'word'>>> = {
  pass: { shape: 'check', tone: 'ok' },
  warn: { shape: 'triangle', tone: 'warn' },
  block: { shape: 'cross', tone: 'bad' },
}

/** `12 good, 2 warnings, 1 in the way`. */
export function outcomeWords({ checks }: Pick<BoxReport, 'checks'>): string {
  const count = (outcome: BoxCheck['outcome']) => checks.filter((check) => check.outcome === outcome).length
  const [warn, block] = [count('warn'), count('block')]
  return [
    stateTexts.passed(count('pass')),
    warn === 0 ? null : stateTexts.warned(warn),
    block === 0 ? null : stateTexts.blocked(block),
  ]
    .filter((word) => word !== null)
    .join(', ')
}

/** What a look at a box found, by group: each check with its outcome, what was found, and what to do where it is not good. */
export function CheckReport({ report }: { readonly report: Pick<BoxReport, 'checks'> }) {
  return (
    <div className={classes.groups}>
      {checkGroups(report.checks).map(({ id, group, checks }) => {
        const title = groupTitle(id, group)
        return (
          <section key={id} aria-label={title.text}>
            <h3 className={classes.group} lang={title.lang ?? undefined}>
              {title.text}
            </h3>
            <ul className={classes.checks}>
              {checks.map((check) => (
                <Check key={check.id} check={check} />
              ))}
            </ul>
          </section>
        )
      })}
    </div>
  )
}

function Check({ check }: { readonly check: BoxCheck }) {
  const look = looks[check.outcome]
  const title = checkTitle(check)
  const found = sentenceWords(check.found, check.sentences?.found)
  const remedy = check.remedy === null ? null : sentenceWords(check.remedy, check.sentences?.remedy)
  const fix = check.fix === undefined ? null : sentenceWords(check.fix.title, check.sentences?.fix)
  return (
    <li className={classes.check} data-outcome={check.outcome}>
      <span className={classes.outcome}>
        <StateBadge shape={look.shape} tone={look.tone} quiet={check.outcome === 'pass'}>
          {stateTexts.outcomes[check.outcome]}
        </StateBadge>
      </span>
      <div className={classes.words}>
        <span className={classes.title} lang={title.lang ?? undefined}>
          {title.text}
        </span>
        <span className={classes.found} lang={found.lang ?? undefined}>
          {found.text}
        </span>
        {remedy !== null && (
          <p className={classes.remedy}>
            <strong>{texts.remedy}</strong> <span lang={remedy.lang ?? undefined}>{remedy.text}</span>
          </p>
        )}
        {check.fix !== undefined && fix !== null && (
          <div className={classes.fix} lang={fix.lang ?? undefined}>
            <CopyField label={fix.text} value={check.fix.command} wrap />
          </div>
        )}
      </div>
    </li>
  )
}
