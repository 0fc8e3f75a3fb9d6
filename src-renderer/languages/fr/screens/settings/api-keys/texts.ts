import type { OperatorRole } from '#contract/operators.ts'
import type { texts as english } from '../../../../../screens/settings/api-keys/texts.ts'

const roles: Readonly<Record<OperatorRole, string>> = {
  owner: 'propriétaire',
  operator: 'opérateur',
  viewer: 'observateur',
}

export const texts: typeof english = {
  title: 'Clés d’API',
  failed: 'Les clés d’API n’ont pas pu être lues.',
  about:
    'Une clé permet à un programme d’appeler l’API en votre nom. Elle ne peut jamais plus que vous, et seulement ce que disent ses portées ; aucune ne peut changer qui a le droit d’entrer. Donnez à chaque programme la sienne, pour pouvoir la révoquer sans toucher aux autres.',
  list: 'Clés',
  caption: 'Clés d’API, les plus récentes d’abord',
  columns: {
    name: 'Nom',
    whose: 'À qui',
    scopes: 'Peut',
    used: 'Dernière utilisation',
    expires: 'Valable jusqu’au',
    actions: 'Actions',
  },
  mine: 'Les miennes',
  everybodys: 'Celles de tous',
  whose: 'Les clés de qui',
  ended: 'Montrer aussi les clés expirées ou révoquées',
  none: 'Aucune clé d’API',
  noneText:
    'Les programmes qui pilotent ou lisent cette installation en ont besoin : scripts, tableaux de bord, une autre régie.',
  everything: (role) => `tout ce que peut le rôle ${roles[role as OperatorRole] ?? role}`,
  scopes: {
    read: 'lecture',
    nodes: 'nœuds',
    streams: 'flux',
    tokens: 'jetons d’adhésion',
    provisioning: 'mise en service',
    admin: 'administration',
  },
  scopeChoices: [
    { value: 'read', label: 'Lecture', description: 'Tout ce que vous pouvez voir.' },
    { value: 'nodes', label: 'Nœuds', description: 'Vider, reprendre et retirer des nœuds ; vidages tournants.' },
    {
      value: 'streams',
      label: 'Flux',
      description: 'Arrêter des flux, règles, emplacements, qui peut émettre et lire.',
    },
    {
      value: 'tokens',
      label: 'Jetons d’adhésion',
      description: 'Créer et révoquer ce qui permet aux machines de rejoindre le cluster.',
    },
    { value: 'provisioning', label: 'Mise en service', description: 'Examiner des machines par SSH.' },
    { value: 'admin', label: 'Administration', description: 'Sauvegardes, paramètres, certificats.' },
  ],
  never: 'jamais',
  forEver: 'jusqu’à sa révocation',
  states: { active: 'active', expired: 'expirée', revoked: 'révoquée' },
  revoke: 'Révoquer',
  revokeOf: (name) => `Révoquer ${name}`,
  revokeTitle: (name) => `Révoquer ${name} ?`,
  revokeEffect: 'Le programme qui l’utilise est refusé dès son prochain appel. Une clé révoquée ne revient pas.',
  revokeFailed: 'La clé n’a pas été révoquée.',
  revoked: (name) => `${name} a été révoquée`,

  create: 'Créer une clé d’API',
  createTitle: 'Créer une clé d’API',
  name: 'Nom',
  nameHint: 'Le programme auquel elle est destinée.',
  may: 'Ce qu’elle peut faire',
  asViewer: 'Vous êtes observateur : vos clés peuvent lire, quoi qu’on leur accorde d’autre.',
  validFor: 'Valable pendant',
  lifetimes: [
    { value: '604800000', label: '7 jours' },
    { value: '7776000000', label: '90 jours' },
    { value: '31536000000', label: '1 an' },
    { value: 'never', label: 'Jusqu’à sa révocation' },
  ],
  make: 'Créer la clé',
  createFailed: 'Aucune clé n’a été créée.',
  onceText:
    'Placez-la, comme un secret, là où le programme la lit. Elle n’est montrée que cette fois ; l’origine elle-même n’en garde pas de copie.',
  keyLabel: 'Clé d’API',
  copy: 'Copier la clé',
  use: 'Les programmes l’envoient à chaque appel :',
  done: 'Terminé',
}
