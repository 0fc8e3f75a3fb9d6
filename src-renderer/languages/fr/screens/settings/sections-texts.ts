import type { texts as english } from '../../../../screens/settings/sections-texts.ts'

export const texts: typeof english = {
  groups: {
    installation: 'Installation',
    streams: 'Flux',
    people: 'Personnes et programmes',
    program: 'Ce programme',
  },
  sections: {
    cluster: {
      label: 'Cluster',
      about: 'Ce avec quoi tourne l’origine : chaque réglage, sa valeur par défaut et l’endroit où il a été défini.',
    },
    certificates: {
      label: 'Certificats',
      about: 'Ce qui prouve l’identité de l’origine, jusqu’à quand, et où en est le certificat suivant.',
    },
    security: {
      label: 'Sécurité',
      about: 'Ce qui pourrait être plus sûr dans cette origine : chiffrement, clés, seconds facteurs, sauvegardes.',
    },
    notifications: {
      label: 'Notifications',
      about: 'Ce qui ne va pas, qui en est averti par webhook, e-mail ou bureau, et ce qui a été envoyé.',
    },
    backups: {
      label: 'Sauvegardes',
      about: 'Des copies de tout ce que sait l’origine. Créez-en une maintenant, gardez-en une ailleurs.',
    },
    'cluster-tokens': {
      label: 'Jetons de cluster',
      about:
        'Ce avec quoi les machines rejoignent le cluster, encore et encore : créer, remplacer avec recouvrement, révoquer.',
    },
    'removed-members': {
      label: 'Membres retirés',
      about: 'Les nœuds partis ou retirés, et comment chacun d’eux peut revenir.',
    },
    'host-keys': {
      label: 'Clés d’hôte',
      about: 'Les clés auxquelles on reconnaît les machines par SSH ; pour en remplacer une après une réinstallation.',
    },
    'stream-access': {
      label: 'Accès aux flux',
      about: 'Qui peut émettre et qui peut regarder : clés de flux et réseaux, pour un flux ou pour plusieurs.',
    },
    operators: {
      label: 'Opérateurs',
      about: 'Qui peut se connecter, et ce que chacun peut faire. Inviter, modifier, retirer.',
    },
    sessions: {
      label: 'Sessions',
      about: 'Les navigateurs connectés, de tout le monde, et comment mettre fin à une session.',
    },
    'api-keys': {
      label: 'Clés d’API',
      about: 'Ce avec quoi les programmes appellent l’API : portées, expiration, révocation.',
    },
    'wall-displays': {
      label: 'Affichages muraux',
      about: 'Des liens pour les écrans qui ne font que montrer, et comment les déconnecter.',
    },
    about: {
      label: 'À propos et mises à jour',
      about:
        'Les versions, l’endroit où tout est conservé, un fichier à joindre quand vous demandez de l’aide, et ce que fait ici l’application de bureau.',
    },
  },
}
