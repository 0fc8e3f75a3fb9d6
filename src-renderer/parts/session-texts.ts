import type { SessionInfo } from '#contract/operators.ts'
import { inLanguage } from '../languages/catalogue.ts'

type Way = SessionInfo['signed_in_by']

const ways: Readonly<Record<Way, string>> = {
  link: 'by a link',
  password: 'by password',
  totp: 'by a code',
  recovery_code: 'by a recovery code',
  passkey: 'by passkey',
  wall_link: 'by a wall link',
}

/** Every text of the list of browsers that are signed in. */
export const texts = inLanguage('parts/session-texts', {
  caption: 'Browsers that are signed in, the one used last first',
  columns: {
    browser: 'Browser',
    who: 'Who',
    by: 'Signed in',
    used: 'Used last',
    expires: 'Ends by itself',
    actions: 'Actions',
  },
  here: 'this one',
  /** `address`: null where it is not known. */
  came: (way: Way, address: string | null) => (address === null ? ways[way] : `${ways[way]} from ${address}`),
  wall: (name: string | null) => (name === null ? 'Wall display' : `Wall display ${name}`),
  end: 'End',
  endOf: (browser: string, who: string) => `End the session of ${who} in ${browser}`,
  endFailed: 'The session was not ended.',
  unknownProgram: 'an unknown program',
  desktopApp: 'Headwater for the desktop',
  browserOn: (browser: string, system: string) => `${browser} on ${system}`,
})
