import type { texts as english } from '../../../../../screens/settings/sessions/texts.ts'

export const texts: typeof english = {
  title: 'Sitzungen',
  failed: 'Die Sitzungen konnten nicht gelesen werden.',
  about:
    'Jeder angemeldete Browser, von allen Personen. Eine Sitzung, die Sie beenden, ist mit ihrem nächsten Schritt abgemeldet; wer dort sitzt, darf sich wieder anmelden. Um jemanden fernzuhalten, entfernen Sie den Operator.',
  list: 'Jetzt angemeldet',
}
