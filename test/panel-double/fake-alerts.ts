import { randomUUID } from 'node:crypto'
import { type Alert, alertRuleSchema } from '#contract/alert.ts'

/** One open alert of every rule, in the origin's own words. They are about nothing that the cluster has. */
export function alertOfEveryRule(): Alert[] {
  const raised_at = new Date().toISOString()
  return alertRuleSchema.options.map((rule) => ({
    ...{ id: randomUUID(), rule, severity: 'warning' as const, raised_at, cleared_at: null, quiet: null },
    subject: { kind: 'origin' as const, id: rule, name: 'studio-7' },
    title: 'There is something the matter with studio-7',
    text: 'This is what the origin says of it, with figures.',
    last_good_at: null,
    evidence: ['this is what it was told from'],
    action: { text: 'Look at the thing', path: '/settings' },
  }))
}
