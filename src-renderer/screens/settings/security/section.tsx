import { Anchor, Button, Skeleton } from '@mantine/core'
import { Link } from 'react-router'
import type { SecurityCheck, SecurityFinding, SecurityRule } from '#contract/security-check.ts'
import { useSecurityCheck } from '../../../data/security.ts'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { Page } from '../../../parts/page.tsx'
import { Age } from '../../../parts/since.tsx'
import { StateBadge } from '../../../parts/state-mark.tsx'
import { Surface } from '../../../parts/surface.tsx'
import about from '../about.module.css'
import classes from './section.module.css'
import { texts } from './texts.ts'

const places: Readonly<Record<SecurityRule, string>> = {
  plain_http: '/settings/certificates',
  publishing_open: '/settings/stream-access',
  owner_second_factor: '/settings/operators',
  api_key_without_end: '/settings/api-keys',
  api_key_unused: '/settings/api-keys',
  stream_key_old: '/settings/stream-access',
  redis_open: '/settings/cluster',
  no_backups: '/settings/cluster',
}

/** What of the origin could be safer, with the way to where it is changed; what is well stands below. */
export function Component() {
  const { data, error, isFetching, refetch } = useSecurityCheck()
  return (
    <Page
      title={texts.title}
      actions={
        <Button variant="default" loading={isFetching} onClick={() => void refetch()}>
          {texts.again}
        </Button>
      }
    >
      <p className={about.about}>{texts.about}</p>
      {error !== null && <FailureNotice title={texts.failed} error={error} onRetry={() => void refetch()} />}
      {data === undefined ? error === null && <Skeleton h={320} radius="md" /> : <Findings check={data} />}
    </Page>
  )
}

function Findings({ check: { findings, checked_at } }: { readonly check: SecurityCheck }) {
  const matters = findings.filter(({ outcome }) => outcome === 'warn')
  const title = matters.length === 0 ? texts.allWell : texts.matters(matters.length)
  return (
    <Surface
      title={title}
      flush
      actions={
        <span className={classes.checked}>
          {texts.checked} <Age at={checked_at} />
        </span>
      }
    >
      <ul className={classes.list}>
        {[...matters, ...findings.filter(({ outcome }) => outcome === 'pass')].map((finding) => (
          <Finding key={finding.rule} finding={finding} />
        ))}
      </ul>
    </Surface>
  )
}

function Finding({ finding: { rule, outcome, subjects, more } }: { readonly finding: SecurityFinding }) {
  const words = texts.rules[rule]
  const well = outcome === 'pass'
  return (
    <li className={classes.finding}>
      <span>
        <StateBadge shape={well ? 'check' : 'triangle'} tone={well ? 'ok' : 'warn'} quiet={well}>
          {well ? texts.good : texts.better}
        </StateBadge>
      </span>
      <div className={classes.words}>
        <strong className={classes.title}>{words.title}</strong>
        <span className={well ? classes.well : undefined}>{well ? words.well : words.matter}</span>
        {subjects.length > 0 && (
          <span className={classes.subjects}>
            {subjects.map(({ id, name }) => (
              <code key={id}>{name}</code>
            ))}
            {more > 0 && texts.more(more)}
          </span>
        )}
        {!well && (
          <Anchor component={Link} to={places[rule]} size="sm" fw={600}>
            {words.open}
          </Anchor>
        )}
      </div>
    </li>
  )
}
