import type { OriginConfig } from '#contract/config.ts'
import type { SecurityCheck } from '#contract/security-check.ts'
import { securityFindings } from '../security/security-rules.ts'
import { plainHttpRule } from './origin-certificates.ts'
import type { OriginFeatures } from './origin-features.ts'

/** Judges the security of this origin by what is in effect. */
export function checkSecurity(
  config: OriginConfig,
  { trust, access }: Pick<OriginFeatures, 'trust' | 'access'>,
  now = new Date(),
): SecurityCheck {
  const findings = securityFindings(
    {
      host: config.host,
      plain_http: plainHttpRule(config.tls).rule === 'allow',
      publish_allow: config.media.publish_allow,
      keys_for_all: access.policies
        .list()
        .some(({ pattern, rules }) => pattern === '*' && rules.publish_with === 'key'),
      operators: trust.operators.list(),
      api_keys: trust.api_keys.list(null),
      stream_keys: access.keys.list(),
      redis: config.redis,
      backup_interval_ms: config.backup_interval,
    },
    now.getTime(),
  )
  return { checked_at: now.toISOString(), findings }
}
