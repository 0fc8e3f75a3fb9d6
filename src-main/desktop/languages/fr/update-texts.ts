import type { updateTexts as english } from '../../update-texts.ts'

export const updateTexts: typeof english = () => ({
  fromSources: 'Ce programme tourne depuis ses sources.',
  noFeed: 'Cette version ne cherche pas de mises à jour. Les plus récentes viennent de là d’où vient celle-ci.',
  feedNotHttps: 'L’adresse des mises à jour de cette version n’est pas en https.',
  checkFailed: 'L’adresse des mises à jour ne répond pas. Vérifier que cet ordinateur est en ligne.',
  downloadFailed: (version) =>
    `La version ${version} n’a pas pu être téléchargée, ou n’est pas signée par qui a signé celle-ci. Réessayer plus tard.`,
  nothingToDownload: 'Il n’y a rien à télécharger. Rechercher d’abord des mises à jour.',
  nothingToInstall: 'Il n’y a rien à installer. Télécharger d’abord.',
  nothingToSkip: 'Il n’y a pas de version à ignorer.',
  noPage: 'Cette version ne connaît pas de page de paquets.',
  unknownCommand:
    'L’application de bureau ne connaît pas cette commande. Le panneau et l’application sont de versions différentes.',
})
