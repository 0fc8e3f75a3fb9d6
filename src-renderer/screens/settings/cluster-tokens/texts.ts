import type { ClusterTokenInfo } from '#contract/cluster-token.ts'
import { inLanguage } from '../../../languages/catalogue.ts'

/** Every text of the section about cluster tokens. */
export const texts = inLanguage('screens/settings/cluster-tokens/texts', {
  title: 'Cluster tokens',
  failed: 'The cluster tokens could not be read.',
  about:
    'What boxes join with, again and again: good for joining and heartbeats alone, and for nothing else. Replace one with an overlap, and no box is left out meanwhile. Members stay when a token ends; each has its own by then.',
  list: 'Tokens',
  caption: 'Cluster tokens, the newest first',
  columns: { name: 'Name', used: 'Used last', expires: 'Good until', actions: 'Actions' },
  none: 'No cluster token',
  noneText: 'Make one for boxes that join by themselves, such as those of an autoscaling group.',
  ended: 'Show those that ended',
  never: 'never',
  forEver: 'until it is revoked',
  states: { active: 'active', expired: 'run out', revoked: 'revoked' } satisfies Record<
    ClusterTokenInfo['state'],
    string
  >,
  create: 'Make a token',
  createTitle: 'Make a cluster token',
  createFailed: 'No token was made.',
  name: 'Name',
  nameHint: 'Which boxes it is for.',
  validFor: 'Good for',
  lifetimes: [
    { value: '24h', label: 'a day' },
    { value: '720h', label: '30 days' },
    { value: '2160h', label: '90 days' },
    { value: 'never', label: 'until it is revoked' },
  ],
  make: 'Make it',
  onceText: 'This is the only time that the token is shown. Give it to the boxes now; the origin keeps a hash of it.',
  tokenLabel: 'Cluster token',
  copy: 'Copy the token',
  done: 'Done',
  rotate: 'Replace',
  rotateOf: (name: string) => `Replace ${name}`,
  rotateTitle: (name: string) => `Replace ${name}?`,
  rotateEffect: 'Another token is made. The one of before goes on letting boxes in for as long as you say.',
  rotateFailed: 'The token was not replaced.',
  overlap: 'Both are good for',
  overlaps: [
    { value: '0s', label: 'no time: the old one ends now' },
    { value: '1h', label: 'an hour' },
    { value: '24h', label: 'a day' },
    { value: '168h', label: 'a week' },
  ],
  revoke: 'Revoke',
  revokeOf: (name: string) => `Revoke ${name}`,
  revokeTitle: (name: string) => `Revoke ${name}?`,
  revokeEffect: 'It lets no box in from now on. Boxes that have joined stay, by tokens of their own.',
  revokeFailed: 'The token was not revoked.',
  revoked: (name: string) => `${name} was revoked`,
})
