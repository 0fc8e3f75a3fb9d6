import type { texts as english } from '../../../../../screens/settings/security/texts.ts'

export const texts: typeof english = {
  title: 'Sécurité',
  about: 'Ce qui pourrait être plus sûr dans cette origine, d’après ce qui est en vigueur. Rien n’est modifié ici.',
  failed: 'La sécurité de cette origine n’a pas pu être évaluée.',
  again: 'Évaluer à nouveau',
  allWell: 'Tout va bien',
  matters: (count) => (count === 1 ? '1 point pourrait être plus sûr' : `${count} points pourraient être plus sûrs`),
  checked: 'Évalué',
  good: 'bien',
  better: 'à améliorer',
  more: (count) => `et ${count} de plus`,
  rules: {
    plain_http: {
      title: 'Chiffrement',
      well: 'Personne ne vient d’une autre machine sans TLS.',
      matter:
        'L’origine répond aussi sans TLS aux autres machines. Ce qui sert à se connecter peut être lu en chemin. Mettez tls.http à redirect ou refuse, ou donnez-lui un certificat auquel les navigateurs se fient.',
      open: 'Certificats',
    },
    publishing_open: {
      title: 'Publication',
      well: 'Depuis Internet, personne ne publie sans clé.',
      matter: 'Depuis ces réseaux, qui sont sur Internet, tout le monde peut publier sans clé. Exigez une clé.',
      open: 'Accès aux flux',
    },
    owner_second_factor: {
      title: 'Propriétaires',
      well: 'Aucun propriétaire ne se connecte par un simple mot de passe.',
      matter:
        'Ces propriétaires se connectent par un simple mot de passe. Une clé d’accès, ou des codes sur un téléphone, arrêtent qui s’en serait emparé.',
      open: 'Opérateurs',
    },
    api_key_without_end: {
      title: 'Clés d’API sans fin',
      well: 'Chaque clé d’API prend fin un jour.',
      matter: 'Ces clés d’API n’expirent jamais. Créez-en qui expirent, et révoquez celles-ci.',
      open: 'Clés d’API',
    },
    api_key_unused: {
      title: 'Clés d’API inutilisées',
      well: 'Chaque clé d’API a servi dans les 90 derniers jours.',
      matter: 'Personne ne s’est servi de ces clés d’API depuis 90 jours. Révoquez celles qui ne servent plus.',
      open: 'Clés d’API',
    },
    stream_key_old: {
      title: 'Vieilles clés de flux',
      well: 'Aucune clé de flux sans fin n’a plus d’un an.',
      matter:
        'Ces clés de flux ont plus d’un an et n’expirent jamais. Remplacez-les avec un chevauchement, qui laisse le temps de changer les encodeurs.',
      open: 'Accès aux flux',
    },
    redis_open: {
      title: 'Redis',
      well: 'Redis est sur cette machine, ou joint par TLS et mot de passe.',
      matter:
        'Redis est sur une autre machine et joint sans TLS ou sans mot de passe. Qui se trouve entre les deux peut écrire ce que croit le cluster. Utilisez rediss:// et un mot de passe.',
      open: 'Cluster',
    },
    no_backups: {
      title: 'Sauvegardes',
      well: 'Des sauvegardes se font d’elles-mêmes.',
      matter: 'Aucune sauvegarde ne se fait d’elle-même. Choisissez un intervalle.',
      open: 'Cluster',
    },
  },
}
