import { counted } from '../../../../parts/format.ts'
import type { texts as english } from '../../../../screens/account/texts.ts'

export const texts: typeof english = {
  title: 'Ihr Konto',
  failed: 'Ihr Konto konnte nicht gelesen werden.',
  notYours: 'Dieser Browser gehört keinem Operator',
  notYoursText: 'Er wurde über einen Wandlink zum Zuschauen hereingelassen. Konten haben Menschen, die sich anmelden.',

  who: 'Wer Sie sind',
  name: 'Name',
  nameHint: 'Sie melden sich damit an, und er steht im Aktivitätsprotokoll neben dem, was Sie tun.',
  rename: 'Namen ändern',
  renameFailed: 'Der Name wurde nicht geändert.',
  renamed: 'Ihr Name wurde geändert',
  role: 'Rolle',
  roles: {
    owner: 'Besitzer: darf alles und bestimmt, wer sonst noch darf.',
    operator: 'Operator: steuert Knoten und Streams.',
    viewer: 'Betrachter: sieht alles, ändert nichts.',
  },

  password: 'Passwort',
  passwordNone: 'Sie haben keines: Bisher kommen Sie nur über Links herein.',
  passwordSince: 'Festgelegt',
  newPassword: 'Neues Passwort',
  passwordHint: (least) => `Mindestens ${least} Zeichen; gut sind einige Wörter, die zusammen keinen Sinn ergeben.`,
  setPassword: 'Passwort festlegen',
  changePassword: 'Passwort ändern',
  passwordFailed: 'Das Passwort wurde nicht festgelegt.',
  passwordSet: (ended) =>
    ended === 0
      ? 'Ihr Passwort wurde festgelegt'
      : `Ihr Passwort wurde festgelegt; ${counted(ended, 'andere Sitzung', 'andere Sitzungen')} beendet`,
  passwordEnds: 'Ihre anderen Sitzungen enden dann.',

  sessions: 'Wo Sie angemeldet sind',
  sessionsFailed: 'Ihre Sitzungen konnten nicht gelesen werden.',
  endOthers: 'Alle anderen beenden',
  endOthersFailed: 'Die anderen Sitzungen wurden nicht beendet.',
  othersEnded: (ended) => `${counted(ended, 'Sitzung', 'Sitzungen')} beendet`,
}
