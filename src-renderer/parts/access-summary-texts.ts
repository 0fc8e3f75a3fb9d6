import { type AccessPolicy, accessSummary } from '#contract/access-policy.ts'
import { inLanguage } from '../languages/catalogue.ts'

/** What an access policy says, in one line. In English it is the line that the origin writes, too. */
export const texts = inLanguage('parts/access-summary-texts', {
  summary: (policy: Pick<AccessPolicy, 'rules'>): string => accessSummary(policy),
})
