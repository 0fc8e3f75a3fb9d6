import { counted } from '../../../../../parts/format.ts'
import type { texts as english } from '../../../../../screens/settings/wall-displays/texts.ts'

export const texts: typeof english = {
  title: 'Affichages muraux',
  failed: 'Les liens d’affichage mural n’ont pas pu être lus.',
  about:
    'Un lien pour un écran au mur : qui l’ouvre voit ce que voit un observateur, et ne change rien. Il peut être ouvert encore et encore jusqu’à sa fin, pour que l’écran s’y retrouve après une coupure de courant. Révoquez-le, et ses écrans sont déconnectés.',
  list: 'Liens en vigueur',
  caption: 'Liens d’affichage mural, les plus récents d’abord',
  columns: {
    name: 'Nom',
    whose: 'Créé par',
    screens: 'Connectés maintenant',
    used: 'Dernière utilisation',
    until: 'Prend fin',
    actions: 'Actions',
  },
  screens: (screens) => counted(screens, 'écran'),
  never: 'jamais',
  none: 'Aucun affichage mural',
  noneText:
    'Créez un lien, ouvrez-le une fois dans le navigateur de l’écran, et laissez celui-ci sur la vue d’ensemble ou la topologie.',
  create: 'Créer un lien mural',
  createTitle: 'Créer un lien mural',
  name: 'Nom',
  nameHint: 'L’endroit où l’écran est accroché.',
  validFor: 'Valable pendant',
  lifetimes: [
    { value: '604800000', label: '7 jours' },
    { value: '2592000000', label: '30 jours' },
    { value: '31536000000', label: '1 an' },
  ],
  make: 'Créer le lien',
  createFailed: 'Aucun lien n’a été créé.',
  onceText:
    'Ouvrez ceci dans le navigateur de l’écran. Le lien n’est montré que cette fois ; qui l’a peut regarder jusqu’à sa fin.',
  linkLabel: 'Lien mural',
  copy: 'Copier le lien',
  done: 'Terminé',
  revoke: 'Révoquer',
  revokeOf: (name) => `Révoquer ${name}`,
  revokeTitle: (name) => `Révoquer ${name} ?`,
  revokeEffect: (screens) =>
    screens === 0
      ? 'Le lien n’ouvre plus rien.'
      : `Le lien n’ouvre plus rien, et ${counted(screens, 'écran est déconnecté', 'écrans sont déconnectés')} aussitôt.`,
  revokeFailed: 'Le lien n’a pas été révoqué.',
  revoked: (name) => `${name} a été révoqué`,
}
