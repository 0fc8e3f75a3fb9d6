import type { texts as english } from '../../../../../screens/settings/cluster-tokens/texts.ts'

export const texts: typeof english = {
  title: 'Jetons de cluster',
  failed: 'Les jetons de cluster n’ont pas pu être lus.',
  about:
    'Ce avec quoi les machines rejoignent le cluster, encore et encore : valable pour l’adhésion et les battements, et pour rien d’autre. Remplacez-en un avec recouvrement, et aucune machine ne reste dehors entre-temps. Les membres restent quand un jeton prend fin ; chacun a alors le sien.',
  list: 'Jetons',
  caption: 'Jetons de cluster, les plus récents d’abord',
  columns: { name: 'Nom', used: 'Dernière utilisation', expires: 'Valable jusqu’au', actions: 'Actions' },
  none: 'Aucun jeton de cluster',
  noneText:
    'Créez-en un pour les machines qui rejoignent le cluster d’elles-mêmes, comme celles d’un groupe d’autoscaling.',
  ended: 'Montrer aussi les jetons expirés ou révoqués',
  never: 'jamais',
  forEver: 'jusqu’à sa révocation',
  states: { active: 'actif', expired: 'expiré', revoked: 'révoqué' },
  create: 'Créer un jeton',
  createTitle: 'Créer un jeton de cluster',
  createFailed: 'Aucun jeton n’a été créé.',
  name: 'Nom',
  nameHint: 'Les machines auxquelles il est destiné.',
  validFor: 'Valable pendant',
  lifetimes: [
    { value: '24h', label: 'un jour' },
    { value: '720h', label: '30 jours' },
    { value: '2160h', label: '90 jours' },
    { value: 'never', label: 'jusqu’à sa révocation' },
  ],
  make: 'Le créer',
  onceText:
    'Le jeton n’est montré que cette fois. Donnez-le maintenant aux machines ; l’origine n’en garde qu’un condensat.',
  tokenLabel: 'Jeton de cluster',
  copy: 'Copier le jeton',
  done: 'Terminé',
  rotate: 'Remplacer',
  rotateOf: (name) => `Remplacer ${name}`,
  rotateTitle: (name) => `Remplacer ${name} ?`,
  rotateEffect:
    'Un autre jeton est créé. Le précédent continue de laisser entrer des machines aussi longtemps que vous le dites.',
  rotateFailed: 'Le jeton n’a pas été remplacé.',
  overlap: 'Les deux restent valables',
  overlaps: [
    { value: '0s', label: 'pas du tout : l’ancien prend fin maintenant' },
    { value: '1h', label: 'une heure' },
    { value: '24h', label: 'un jour' },
    { value: '168h', label: 'une semaine' },
  ],
  revoke: 'Révoquer',
  revokeOf: (name) => `Révoquer ${name}`,
  revokeTitle: (name) => `Révoquer ${name} ?`,
  revokeEffect:
    'Il ne laisse plus entrer aucune machine. Les machines déjà membres restent, avec leurs propres jetons.',
  revokeFailed: 'Le jeton n’a pas été révoqué.',
  revoked: (name) => `${name} a été révoqué`,
}
