import type { texts as english } from '../../../../screens/account/passkeys-texts.ts'

export const texts: typeof english = {
  title: 'Clés d’accès',
  failed: 'Vos clés d’accès n’ont pas pu être lues.',
  about:
    'Une clé d’accès vous connecte par votre empreinte digitale, votre visage ou le code PIN de votre appareil. Elle ne peut être ni devinée, ni notée, ni donnée par erreur.',
  impossible:
    'Les navigateurs n’offrent les clés d’accès que sous un nom, avec TLS ou sur cet ordinateur même. Pour en utiliser une, ouvrez le panneau à l’adresse https://NAME ou, sur l’ordinateur de l’origine, http://localhost.',
  add: 'Ajouter une clé d’accès',
  addTitle: 'Ajouter une clé d’accès',
  addIntro:
    'Votre navigateur va demander où la conserver : sur cet appareil, sur un téléphone ou sur une clé de sécurité.',
  name: 'Nom',
  nameHint: 'Pour la distinguer des autres : « portable », « clé bleue ».',
  make: 'Continuer',
  addFailed: 'Aucune clé d’accès n’a été ajoutée.',
  added: 'La clé d’accès a été ajoutée',
  made: (rp_id, at) => `pour ${rp_id}, créée le ${at}`,
  used: ', utilisée',
  remove: 'Supprimer',
  removeOf: (name) => `Supprimer la clé d’accès ${name}`,
  removeTitle: (name) => `Supprimer la clé d’accès ${name} ?`,
  removeEffect: 'Elle ne vous connectera plus. Supprimez-la aussi sur l’appareil, sinon il continuera de la proposer.',
  removeFailed: 'La clé d’accès n’a pas été supprimée.',
  removed: (name) => `${name} a été supprimée`,
}
