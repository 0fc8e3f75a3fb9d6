import type { OperatorInfo, OperatorRole } from '#contract/operators.ts'
import { inLanguage } from '../../../languages/catalogue.ts'
import { counted } from '../../../parts/format.ts'

/** Every text of the section about operators. */
export const texts = inLanguage('screens/settings/operators/texts', {
  title: 'Operators',
  failed: 'The operators could not be read.',
  about:
    'Everybody who may sign in. Owners say who that is; operators steer nodes and streams; viewers look. What each of them does stands in the activity log with their name.',
  list: 'Who may sign in',
  caption: 'Operators, in the order of their names',
  columns: { name: 'Name', role: 'Role', ways: 'Signs in by', last: 'Signed in last', actions: 'Actions' },
  roles: { owner: 'Owner', operator: 'Operator', viewer: 'Viewer' } satisfies Record<OperatorRole, string>,
  roleChoices: [
    { value: 'viewer', label: 'Viewer', description: 'Sees everything, changes nothing.' },
    { value: 'operator', label: 'Operator', description: 'Steers nodes and streams, and lets boxes join.' },
    { value: 'owner', label: 'Owner', description: 'Does everything: operators, backups, certificates.' },
  ] satisfies readonly { value: OperatorRole; label: string; description: string }[],
  you: 'you',
  invited: 'invited',
  ways: ({ has_password, has_totp, passkeys }: OperatorInfo) => {
    const words = [
      has_password ? (has_totp ? 'password and code' : 'password') : null,
      passkeys > 0 ? counted(passkeys, 'passkey') : null,
    ].filter((word) => word !== null)
    return words.length === 0 ? 'links alone' : words.join(', ')
  },
  never: 'never',
  link: 'Sign-in link',
  linkOf: (name: string) => `Sign-in link for ${name}`,
  change: 'Change role',
  changeOf: (name: string) => `Change role of ${name}`,
  remove: 'Remove',
  removeOf: (name: string) => `Remove ${name}`,
  lastOwner: 'The only owner: somebody has to be one',

  invite: 'Invite an operator',
  inviteTitle: 'Invite an operator',
  inviteIntro:
    'You get a link to hand over. It works once; whoever opens it is signed in and then chooses a password or a passkey.',
  name: 'Name',
  nameHint: 'They sign in with it. It can be changed.',
  role: 'Role',
  validFor: 'The link is good for',
  lifetimes: [
    { value: '86400000', label: '1 day' },
    { value: '259200000', label: '3 days' },
    { value: '1209600000', label: '14 days' },
  ],
  makeInvitation: 'Make the link',
  inviteFailed: 'Nobody was invited.',
  onceText: (name: string) =>
    `Hand this to ${name} by a way that only they read. It is shown this once, and works once.`,
  linkLabel: 'Sign-in link',
  copyLink: 'Copy the link',
  linkUntil: (at: string) => `It can be opened until ${at}.`,
  done: 'Done',

  linkTitle: (name: string) => `A sign-in link for ${name}?`,
  linkEffect:
    'For somebody who has lost the password or the second factor. The link works once, for a day; earlier links for them end now. Hand it to them alone: whoever opens it is them.',
  makeLink: 'Make a link',
  linkFailed: 'No link was made.',

  changeTitle: (name: string) => `What may ${name} do?`,
  changeConfirm: 'Change the role',
  changeFailed: 'The role was not changed.',
  changed: (name: string, role: OperatorRole) => `${name} is ${role} now`,
  changeEffect: 'It counts from the next click on, in every browser and for every API key of theirs.',

  removeTitle: (name: string) => `Remove ${name}?`,
  removeEffect: ({ sessions, api_keys }: OperatorInfo) =>
    `${counted(sessions, 'session')} and ${counted(api_keys, 'API key')} end at once, and no link or password lets them in again. What they did stays in the activity log.`,
  removeKeys: 'Programs that use those keys stop working.',
  reason: 'Reason',
  reasonHint: 'For those who wonder later. It stands in the activity log with your name.',
  removeFailed: 'The operator was not removed.',
  removed: (name: string) => `${name} was removed`,
})
