import { Button, Group } from '@mantine/core'
import type { WebhookResult } from '#contract/webhook.ts'
import { useCanSteer } from '../../../data/queries.ts'
import { useTestWebhooks, useWebhookResults } from '../../../data/stream-access.ts'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { LookBadge } from '../../../parts/look-badge.tsx'
import type { StateLook } from '../../../parts/node-state.ts'
import { Age } from '../../../parts/since.tsx'
import classes from './section.module.css'
import { texts } from './texts.ts'

const looks: Readonly<Record<WebhookResult['outcome'], StateLook>> = {
  yes: { shape: 'dot', tone: 'ok', word: texts.webhookOutcomes.yes },
  no: { shape: 'dash', tone: 'idle', word: texts.webhookOutcomes.no },
  failed: { shape: 'cross', tone: 'bad', word: texts.webhookOutcomes.failed },
}

/** How the webhooks of a policy answered last, and a button that asks them. */
export function WebhookLines({ policy_id, pattern }: { readonly policy_id: string; readonly pattern: string }) {
  const { data: results = [] } = useWebhookResults(policy_id)
  const test = useTestWebhooks(policy_id)
  const canSteer = useCanSteer()
  return (
    <div className={classes.webhooks}>
      {results.length > 0 && (
        <ul className={classes.results} aria-label={texts.webhookResults}>
          {results.map((result) => (
            <li key={`${result.action} ${result.node_id ?? ''}`}>
              <LookBadge look={looks[result.outcome]} quiet /> {texts.webhookAction[result.action]},{' '}
              <span lang="en">{result.detail}</span>, <Age at={result.at} />
            </li>
          ))}
        </ul>
      )}
      {test.error !== null && <FailureNotice title={texts.webhookFailed} error={test.error} />}
      {canSteer && (
        <Group gap={6}>
          <Button
            size="compact-sm"
            variant="default"
            loading={test.isPending}
            aria-label={texts.testWebhookOf(pattern)}
            onClick={() => test.mutate()}
          >
            {texts.testWebhook}
          </Button>
        </Group>
      )}
    </div>
  )
}
