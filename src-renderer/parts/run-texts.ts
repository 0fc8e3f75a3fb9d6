import type { ProvisioningRun } from '#contract/provisioning-run.ts'
import { inLanguage } from '../languages/catalogue.ts'
import { counted } from './format.ts'

/** What a run does and where it is. */
export const texts = inLanguage('parts/run-texts', {
  kinds: {
    provision: 'Add',
    adopt: 'Adopt',
    upgrade: 'Upgrade',
    reconfigure: 'Reconfigure',
    restart: 'Restart',
    rotate_identity: 'New identity',
    diagnostics: 'Diagnostics',
    decommission: 'Decommission',
  },
  titles: {
    provision: (on: string) => `Add ${on}`,
    adopt: (on: string) => `Adopt ${on}`,
    upgrade: (on: string) => `Upgrade ${on}`,
    reconfigure: (on: string) => `Reconfigure ${on}`,
    restart: (on: string) => `Restart ${on}`,
    rotate_identity: (on: string) => `New identity for ${on}`,
    diagnostics: (on: string) => `Diagnostics of ${on}`,
    decommission: (on: string) => `Decommission ${on}`,
  },
  waits: {
    host_key: 'Compare the host key and confirm it',
    changed_host_key: 'The host key changed: stop, or replace it',
    credentials: 'It needs a login to go on',
    warnings: 'Look at the warnings and decide',
  } satisfies Readonly<Record<NonNullable<ProvisioningRun['waiting_for']>['what'], string>>,
  stopped: 'It stopped.',
  stepsDone: (done: number, all: number) => `${done} of ${all} steps`,
  /** `percent` as it is written, null where it is not known. */
  atStep: (title: string, percent: string | null, step: number, all: number) =>
    `${title}${percent === null ? '' : `, ${percent}`} (step ${step} of ${all})`,

  items: (count: number) => counted(count, 'item'),
  viewers: (count: number) => counted(count, 'viewer'),
  ofBytes: (done: string, total: string) => `${done} of ${total}`,
  ofItems: (done: string, total: number) => `${done} of ${counted(total, 'item')}`,
  ofViewers: (done: string, total: number) => `${done} of ${counted(total, 'viewer')}`,
  timeLeft: (time: string) => `about ${time} left`,
})
