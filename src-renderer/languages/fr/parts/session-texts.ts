import type { SessionInfo } from '#contract/operators.ts'
import type { texts as english } from '../../../parts/session-texts.ts'

const ways: Readonly<Record<SessionInfo['signed_in_by'], string>> = {
  link: 'par un lien',
  password: 'par mot de passe',
  totp: 'par un code',
  recovery_code: 'par un code de récupération',
  passkey: 'par clé d’accès',
  wall_link: 'par un lien mural',
}

export const texts: typeof english = {
  caption: 'Navigateurs connectés, le dernier utilisé en premier',
  columns: {
    browser: 'Navigateur',
    who: 'Qui',
    by: 'Connexion',
    used: 'Dernière utilisation',
    expires: 'Prend fin de lui-même',
    actions: 'Actions',
  },
  here: 'celui-ci',
  came: (way, address) => (address === null ? ways[way] : `${ways[way]} depuis ${address}`),
  wall: (name) => (name === null ? 'Affichage mural' : `Affichage mural ${name}`),
  end: 'Terminer',
  endOf: (browser, who) => `Terminer la session de ${who} dans ${browser}`,
  endFailed: 'La session n’a pas été terminée.',
  unknownProgram: 'programme inconnu',
  desktopApp: 'Headwater pour le bureau',
  browserOn: (browser, system) => `${browser} sous ${system}`,
}
