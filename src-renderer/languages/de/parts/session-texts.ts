import type { SessionInfo } from '#contract/operators.ts'
import type { texts as english } from '../../../parts/session-texts.ts'

const ways: Readonly<Record<SessionInfo['signed_in_by'], string>> = {
  link: 'per Link',
  password: 'mit Passwort',
  totp: 'mit einem Code',
  recovery_code: 'mit einem Wiederherstellungscode',
  passkey: 'mit Passkey',
  wall_link: 'per Wandlink',
}

export const texts: typeof english = {
  caption: 'Angemeldete Browser, der zuletzt benutzte zuerst',
  columns: {
    browser: 'Browser',
    who: 'Wer',
    by: 'Angemeldet',
    used: 'Zuletzt benutzt',
    expires: 'Endet von selbst',
    actions: 'Aktionen',
  },
  here: 'dieser hier',
  came: (way, address) => (address === null ? ways[way] : `${ways[way]} von ${address}`),
  wall: (name) => (name === null ? 'Wandanzeige' : `Wandanzeige ${name}`),
  end: 'Beenden',
  endOf: (browser, who) => `Sitzung von ${who} in ${browser} beenden`,
  endFailed: 'Die Sitzung wurde nicht beendet.',
  unknownProgram: 'unbekanntes Programm',
  desktopApp: 'Headwater für den Desktop',
  browserOn: (browser, system) => `${browser} unter ${system}`,
}
