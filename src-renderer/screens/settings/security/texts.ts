import type { SecurityRule } from '#contract/security-check.ts'
import { inLanguage } from '../../../languages/catalogue.ts'

interface RuleTexts {
  /** What is judged. */
  readonly title: string
  /** Where all is well. */
  readonly well: string
  /** What is the matter, and what to do. */
  readonly matter: string
  /** The way there. */
  readonly open: string
}

/** What the check of an origin's security says. */
export const texts = inLanguage('screens/settings/security/texts', {
  title: 'Security',
  about: 'What of this origin could be safer, judged by what is in effect now. Nothing is changed here.',
  failed: 'The security of this origin could not be judged.',
  again: 'Judge again',
  allWell: 'All well',
  matters: (count: number) => (count === 1 ? '1 thing could be safer' : `${count} things could be safer`),
  checked: 'Judged',
  good: 'good',
  better: 'could be safer',
  more: (count: number) => `and ${count} more`,
  rules: {
    plain_http: {
      title: 'Encryption',
      well: 'Nobody on another machine comes without TLS.',
      matter:
        'The origin answers other machines without TLS, too. What is signed in with can be read on the way. Set tls.http to redirect or refuse, or give it a certificate that browsers trust.',
      open: 'Certificates',
    },
    publishing_open: {
      title: 'Publishing',
      well: 'From the internet nobody publishes without a key.',
      matter: 'Anybody may publish without a key from these networks, which are on the internet. Ask for a key.',
      open: 'Stream access',
    },
    owner_second_factor: {
      title: 'Owners',
      well: 'No owner signs in by a password alone.',
      matter:
        'These owners sign in by a password alone. A passkey, or codes from a phone, keep out who got hold of it.',
      open: 'Operators',
    },
    api_key_without_end: {
      title: 'API keys that never end',
      well: 'Every API key ends some day.',
      matter: 'These API keys never end. Make new ones that do, and revoke these.',
      open: 'API keys',
    },
    api_key_unused: {
      title: 'API keys that nobody uses',
      well: 'Every API key was used within 90 days.',
      matter: 'Nobody used these API keys for 90 days. Revoke those that are not needed any more.',
      open: 'API keys',
    },
    stream_key_old: {
      title: 'Old stream keys',
      well: 'No stream key without an end is older than a year.',
      matter:
        'These stream keys are older than a year and never end. Replace them with an overlap: encoders have time to change.',
      open: 'Stream access',
    },
    redis_open: {
      title: 'Redis',
      well: 'Redis is on this machine, or is spoken with by TLS and a password.',
      matter:
        'Redis is on another machine and is spoken with without TLS or without a password. Whoever is in between can write what the cluster believes. Use rediss:// and a password.',
      open: 'Cluster',
    },
    no_backups: {
      title: 'Backups',
      well: 'Backups are made by themselves.',
      matter: 'No backup is made by itself. Choose an interval.',
      open: 'Cluster',
    },
  } satisfies Record<SecurityRule, RuleTexts>,
})
