import type { OperatorRole } from '#contract/operators.ts'
import { inLanguage } from '../../languages/catalogue.ts'
import { counted } from '../../parts/format.ts'

const roles: Readonly<Record<OperatorRole, string>> = {
  owner: 'Owner: may do everything, and says who else may.',
  operator: 'Operator: steers nodes and streams.',
  viewer: 'Viewer: sees everything, changes nothing.',
}

/** Every text of one's own account. */
export const texts = inLanguage('screens/account/texts', {
  title: 'Your account',
  failed: 'Your account could not be read.',
  notYours: 'This browser is no operator’s',
  notYoursText: 'It was let in to look, by a wall link. Accounts belong to people who sign in.',

  who: 'Who you are',
  name: 'Name',
  nameHint: 'You sign in with it, and it stands in the activity log beside what you do.',
  rename: 'Change the name',
  renameFailed: 'The name was not changed.',
  renamed: 'Your name was changed',
  role: 'Role',
  roles,

  password: 'Password',
  passwordNone: 'You have none: today you come in by links alone.',
  passwordSince: 'Set',
  newPassword: 'New password',
  passwordHint: (least: number) => `At least ${least} characters; a few words of no meaning are good.`,
  setPassword: 'Set the password',
  changePassword: 'Change the password',
  passwordFailed: 'The password was not set.',
  passwordSet: (ended: number) =>
    ended === 0 ? 'Your password was set' : `Your password was set; ${counted(ended, 'other session')} ended`,
  passwordEnds: 'Your other sessions end then.',

  sessions: 'Where you are signed in',
  sessionsFailed: 'Your sessions could not be read.',
  endOthers: 'End all others',
  endOthersFailed: 'The other sessions were not ended.',
  othersEnded: (ended: number) => `${counted(ended, 'session')} ended`,
})
