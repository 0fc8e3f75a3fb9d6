import { Button, Group, Skeleton } from '@mantine/core'
import IconShieldLock from '@tabler/icons-react/dist/esm/icons/IconShieldLock.mjs'
import type { AccessPolicy } from '#contract/access-policy.ts'
import { useCanSteer } from '../../../data/queries.ts'
import { useAccessPolicies } from '../../../data/stream-access.ts'
import { texts as summaryTexts } from '../../../parts/access-summary-texts.ts'
import { useOpenDialog } from '../../../parts/dialogs/dialog-context.ts'
import { EmptyState } from '../../../parts/empty-state.tsx'
import table from '../../../parts/fact-table.module.css'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { Surface } from '../../../parts/surface.tsx'
import classes from './section.module.css'
import { texts } from './texts.ts'
import { WebhookLines } from './webhook-lines.tsx'

/** What is said of who may publish and who may watch. */
export function PoliciesPart() {
  const policies = useAccessPolicies()
  const canSteer = useCanSteer()
  const open = useOpenDialog()
  const { policyColumns: columns } = texts
  const add = canSteer && (
    <Button size="compact-sm" onClick={() => open({ kind: 'access-policy', policy_id: null })}>
      {texts.addPolicy}
    </Button>
  )
  return (
    <Surface title={texts.policies} aside={policies.data?.length} actions={add} flush>
      {policies.data === undefined &&
        (policies.error === null ? (
          <Skeleton h={160} />
        ) : (
          <FailureNotice title={texts.policiesFailed} error={policies.error} onRetry={() => void policies.refetch()} />
        ))}
      {policies.data?.length === 0 && (
        <EmptyState icon={<IconShieldLock size={22} />} title={texts.noPolicies} text={texts.noPoliciesText} />
      )}
      {policies.data !== undefined && policies.data.length > 0 && (
        <div className={table.frame}>
          <table className={table.table}>
            <caption className="hw-hidden">{texts.policiesCaption}</caption>
            <thead>
              <tr>
                <th scope="col">{columns.pattern}</th>
                <th scope="col">{columns.says}</th>
                {canSteer && <th scope="col">{columns.actions}</th>}
              </tr>
            </thead>
            <tbody>
              {policies.data.map((policy) => (
                <Row key={policy.id} policy={policy} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Surface>
  )
}

function Row({ policy }: { readonly policy: AccessPolicy }) {
  const { id, pattern, rules } = policy
  const hasWebhook = rules.on_publish_url !== null || rules.on_play_url !== null || rules.on_done_url !== null
  const { policyColumns: columns } = texts
  const canSteer = useCanSteer()
  const open = useOpenDialog()
  return (
    <tr>
      <th scope="row">
        <code className={classes.pattern}>{pattern}</code>
      </th>
      <td data-label={columns.says}>
        {summaryTexts.summary(policy)}
        {hasWebhook && <WebhookLines policy_id={id} pattern={pattern} />}
      </td>
      {canSteer && (
        <td data-label={columns.actions}>
          <Group gap={6} wrap="nowrap">
            <Button
              size="compact-sm"
              variant="default"
              aria-label={texts.editOf(pattern)}
              onClick={() => open({ kind: 'access-policy', policy_id: id })}
            >
              {texts.edit}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              c="var(--hw-bad)"
              aria-label={texts.removeOf(pattern)}
              onClick={() => open({ kind: 'remove-access-policy', policy_id: id })}
            >
              {texts.remove}
            </Button>
          </Group>
        </td>
      )}
    </tr>
  )
}
