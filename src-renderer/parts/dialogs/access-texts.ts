import { inLanguage } from '../../languages/catalogue.ts'
import { counted } from '../format.ts'

/** Texts of the dialogs about who may publish and who may watch. */
export const texts = inLanguage('parts/dialogs/access-texts', {
  keyTitle: 'Make a stream key',
  keyIntro:
    'Whoever has the key may publish. Give each encoder its own: then one can be revoked without the others, and you see which one came.',
  pattern: 'For which streams',
  patternHint: 'app/name for one; app/show-* for all that begin so; app/* for an app; * for all.',
  label: 'Name',
  labelHint: 'Whose it is, or which encoder has it.',
  validFor: 'Good for',
  lifetimes: [
    { value: '24h', label: '1 day' },
    { value: '7d', label: '7 days' },
    { value: '90d', label: '90 days' },
    { value: 'never', label: 'Until it is revoked' },
  ],
  makeKey: 'Make the key',
  keyFailed: 'No key was made.',
  keyMade: 'Your stream key',
  keyOnce: 'These two go into the encoder. The key is shown this once; the origin keeps no copy that could be read.',
  obs: 'In OBS: Settings, Stream, Service “Custom”.',
  server: 'Server',
  streamKey: 'Stream key',
  copyBoth: 'Copy both',
  noServer: 'No node takes publishers at this moment; the address of any node goes in as server.',
  nameIn: 'Put the name of the stream in the place of NAME.',
  done: 'Done',

  rotate: 'Replace',
  rotateTitle: (name: string) => `Replace ${name}?`,
  rotateEffect:
    'Another key is made for the same streams. The one of before goes on letting encoders in for as long as you say; who is live by it stays until it stops.',
  rotateFailed: 'The key was not replaced.',
  overlap: 'Both are good for',
  overlaps: [
    { value: '0s', label: 'no time: the old one ends now' },
    { value: '1h', label: 'an hour' },
    { value: '24h', label: 'a day' },
    { value: '168h', label: 'a week' },
  ],

  revoke: 'Revoke',
  revokeTitle: (name: string) => `Revoke ${name}?`,
  revokeEffect: 'Nobody comes in by it any more. A revoked key does not come back.',
  revokeDisconnect: 'Also end publishers that came in by it',
  revokeDisconnectHint: 'On a node that is away, as soon as it is back.',
  revokeFailed: 'The key was not revoked.',
  revoked: (name: string, ended: number) =>
    ended === 0 ? `${name} was revoked` : `${name} was revoked, ${counted(ended, 'publisher')} ended`,

  newPolicy: 'Who may publish and who may watch?',
  editPolicy: (pattern: string) => `Who may publish and watch ${pattern}?`,
  publish: 'Publishers are let in',
  publishWith: [
    {
      value: 'network_or_key',
      label: 'With a key, or from a network that the node trusts',
      description: 'As without a policy: publish_allow of the node says which networks those are.',
    },
    { value: 'key', label: 'With a key alone', description: 'Wherever they come from.' },
  ],
  play: 'Viewers are let in',
  playWith: [
    { value: 'open', label: 'All of them', description: 'As without a policy.' },
    {
      value: 'signed_url',
      label: 'With a signed link alone',
      description: 'Made on the page of the stream, or by your own program with a signing key.',
    },
  ],
  webhooks: {
    on_publish_url: 'Ask about each publisher (webhook)',
    on_play_url: 'Ask about each viewer (webhook)',
    on_done_url: 'Tell when a publisher is done (webhook)',
  },
  nobodyAsked: 'nobody is asked',
  webhookWrong: 'An address with http:// or https://, without a name and a password in it.',
  failOpen: 'Let them in where no answer comes',
  failOpenHint: 'Otherwise they are refused then.',
  publishFrom: 'Publish only from',
  publishNotFrom: 'Never publish from',
  playFrom: 'Watch only from',
  playNotFrom: 'Never watch from',
  anywhere: 'anywhere',
  nobody: 'nobody is kept out',
  networksHint: 'Addresses or networks, also of those with a key.',
  networksWrong: 'Write addresses or networks, for example 192.0.2.7 or 10.0.0.0/8.',
  create: 'Make the policy',
  save: 'Save',
  policyFailed: 'The policy was not saved.',
  created: (pattern: string) => `${pattern} has a policy`,
  changed: (pattern: string) => `The policy of ${pattern} was changed`,

  removeTitle: (pattern: string) => `Remove the policy of ${pattern}?`,
  removeEffect: 'What holds without a policy holds then, or the next wider pattern. Nodes know within seconds.',
  remove: 'Remove',
  removeFailed: 'The policy was not removed.',
  removed: (pattern: string) => `The policy of ${pattern} was removed`,
})
