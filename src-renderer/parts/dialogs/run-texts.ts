import { inLanguage } from '../../languages/catalogue.ts'
import { counted } from '../format.ts'
import type { NodeWork } from './node-work.ts'

/** What can be done with a node's box while it stays a node. */
export type NodeRunKind = 'upgrade' | 'restart' | 'rotate_identity' | 'diagnostics'

interface KindTexts {
  readonly title: (name: string) => string
  readonly effect: string
  readonly confirm: string
}

const kinds: Readonly<Record<NodeRunKind, KindTexts>> = {
  upgrade: {
    title: (name) => `Upgrade ${name}?`,
    effect:
      'The version that this origin carries is sent to it and takes over. If the new one is not back within a minute, the old one is started again by itself.',
    confirm: 'Upgrade',
  },
  restart: {
    title: (name) => `Restart ${name}?`,
    effect: 'It is drained, stopped and started again with the same version and configuration.',
    confirm: 'Restart',
  },
  rotate_identity: {
    title: (name) => `Give ${name} a new identity?`,
    effect:
      'It is drained and gets a new key and certificate, with which it is started again; the old ones are no longer accepted.',
    confirm: 'Rotate',
  },
  diagnostics: {
    title: (name) => `Collect diagnostics of ${name}?`,
    effect:
      'Logs, configuration and versions are put into one archive for you to download. Secrets are masked. Nothing is changed.',
    confirm: 'Collect',
  },
}

/** Every text of the dialogs that begin a run on a node. */
export const texts = inLanguage('parts/dialogs/run-texts', {
  kinds,
  carried: ({ viewers, streams, published }: NodeWork) => {
    if (viewers === 0 && published.length === 0) return 'Nobody watches or publishes here at this moment.'
    const who = viewers === 0 ? null : `${counted(viewers, 'viewer')} of ${counted(streams, 'stream')}`
    const sends = published.length === 0 ? null : `${counted(published.length, 'publisher')} (${published.join(', ')})`
    return `It carries ${[who, sends].filter((word) => word !== null).join(' and ')} at this moment. They may leave first.`
  },
  wait: 'How long they may take',
  waitHint: 'Whoever is left then is disconnected; players that ask again are sent to other nodes.',
  waits: [
    { value: '0', label: 'Not at all' },
    { value: '300000', label: '5 minutes' },
    { value: '900000', label: '15 minutes' },
    { value: '3600000', label: '1 hour' },
    { value: 'never', label: 'Until the last one leaves' },
  ],
  failed: 'The run was not begun.',
  loginKept: (who: string) => `With the login that is kept: ${who}.`,
  loginOther: 'Use another one',
  loginNeeded: 'No login is kept for this node. How is its box reached?',
  loginTitle: 'Login',
  reading: 'Looking for the login …',

  reconfigureTitle: (name: string) => `Reconfigure ${name}`,
  reconfigureEffect:
    'Only what you fill in is changed. It is drained, stopped and started again with the new configuration.',
  reconfigureConfirm: 'Reconfigure',
  unchanged: 'as it is',
  name: 'Name',
  region: 'Region',
  rtmpPort: 'RTMP port',
  mediaPort: 'Media port',
  advertise: 'Address for viewers',
  originUrl: 'URL of this origin',

  decommissionTitle: (name: string) => `Decommission ${name}?`,
  decommissionEffect:
    'It is drained and leaves the cluster. Then container or service, image, files and user are taken off the box, which is as it was before. This cannot be undone.',
  decommissionCut: ({ viewers, streams, published }: NodeWork) =>
    viewers === 0 && published.length === 0
      ? 'Nobody watches or publishes here at this moment.'
      : `${counted(published.length, 'publisher')} and ${counted(viewers, 'viewer')} of ${counted(streams, 'stream')} are on it now.`,
  typeName: (name: string) => `Type ${name} to confirm`,
  decommission: 'Decommission',

  forgetTitle: (name: string) => `Forget the login of ${name}?`,
  forgetEffect: (who: string) =>
    `${who} is forgotten for good. The node goes on; whoever upgrades or restarts it next is asked for a login.`,
  forget: 'Forget it',
  forgetFailed: 'The login was not forgotten.',
  forgotten: (name: string) => `The login of ${name} is forgotten`,
})
