import type { AlertRule, AlertSeverity } from '#contract/alert.ts'

/** What is watched for, as people are told. */
export const alertRules: Readonly<Record<AlertRule, { readonly when: string; readonly severity: AlertSeverity }>> = {
  node_lost: {
    severity: 'error',
    when: 'A node has missed three heartbeats, and one more try at its media port is made',
  },
  publisher_lost: {
    severity: 'error',
    when: 'The publisher of a live stream is gone for 10 s without having ended it',
  },
  bitrate_low: { severity: 'warning', when: 'A stream comes in below half of its five-minute median for 30 s' },
  disk_low: { severity: 'warning', when: 'The disk of the origin’s data is short of room' },
  node_disk_low: { severity: 'warning', when: 'The disk of a node’s data is short of room for a minute' },
  certificate_expiring: { severity: 'warning', when: 'A certificate ends within 14 days and was not renewed' },
  token_expiring: { severity: 'warning', when: 'An API key or a long-lived token ends within 7 days' },
  clock_skew: { severity: 'warning', when: 'The clock of a node is off by more than 2 s for a minute' },
  version_skew: { severity: 'warning', when: 'A node has run another version than the origin for 15 min' },
  backup_old: { severity: 'warning', when: 'The newest backup is older than 7 days' },
  backup_failed: { severity: 'error', when: 'A backup failed, and none was made since' },
}
