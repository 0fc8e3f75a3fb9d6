import type { OperatorRole } from '#contract/operators.ts'
import { counted } from '../../../../../parts/format.ts'
import type { texts as english } from '../../../../../screens/settings/operators/texts.ts'

const roles: Readonly<Record<OperatorRole, string>> = {
  owner: 'propriétaire',
  operator: 'opérateur',
  viewer: 'observateur',
}

export const texts: typeof english = {
  title: 'Opérateurs',
  failed: 'Les opérateurs n’ont pas pu être lus.',
  about:
    'Tous ceux qui peuvent se connecter. Les propriétaires décident qui ; les opérateurs pilotent les nœuds et les flux ; les observateurs regardent. Ce que fait chacun est inscrit à son nom dans le journal d’activité.',
  list: 'Qui peut se connecter',
  caption: 'Opérateurs, par ordre de nom',
  columns: {
    name: 'Nom',
    role: 'Rôle',
    ways: 'Se connecte avec',
    last: 'Dernière connexion',
    actions: 'Actions',
  },
  roles: { owner: 'Propriétaire', operator: 'Opérateur', viewer: 'Observateur' },
  roleChoices: [
    { value: 'viewer', label: 'Observateur', description: 'Voit tout, ne change rien.' },
    {
      value: 'operator',
      label: 'Opérateur',
      description: 'Pilote les nœuds et les flux, et laisse des machines rejoindre le cluster.',
    },
    { value: 'owner', label: 'Propriétaire', description: 'Fait tout : opérateurs, sauvegardes, certificats.' },
  ],
  you: 'vous',
  invited: 'invité',
  ways: ({ has_password, has_totp, passkeys }) => {
    const words = [
      has_password ? (has_totp ? 'mot de passe et code' : 'mot de passe') : null,
      passkeys > 0 ? counted(passkeys, 'clé d’accès', 'clés d’accès') : null,
    ].filter((word) => word !== null)
    return words.length === 0 ? 'des liens seulement' : words.join(', ')
  },
  never: 'jamais',
  link: 'Lien de connexion',
  linkOf: (name) => `Lien de connexion pour ${name}`,
  change: 'Changer de rôle',
  changeOf: (name) => `Changer le rôle de ${name}`,
  remove: 'Retirer',
  removeOf: (name) => `Retirer ${name}`,
  lastOwner: 'Le seul propriétaire : il en faut un',

  invite: 'Inviter un opérateur',
  inviteTitle: 'Inviter un opérateur',
  inviteIntro:
    'Vous obtenez un lien à transmettre. Il ne sert qu’une fois ; qui l’ouvre est connecté, puis choisit un mot de passe ou une clé d’accès.',
  name: 'Nom',
  nameHint: 'Cette personne se connecte avec. Il peut être changé.',
  role: 'Rôle',
  validFor: 'Le lien est valable pendant',
  lifetimes: [
    { value: '86400000', label: '1 jour' },
    { value: '259200000', label: '3 jours' },
    { value: '1209600000', label: '14 jours' },
  ],
  makeInvitation: 'Créer le lien',
  inviteFailed: 'Personne n’a été invité.',
  onceText: (name) =>
    `Transmettez ceci à ${name} par un moyen que personne d’autre ne lit. Le lien n’est montré que cette fois, et ne sert qu’une fois.`,
  linkLabel: 'Lien de connexion',
  copyLink: 'Copier le lien',
  linkUntil: (at) => `Il peut être ouvert jusqu’au ${at}.`,
  done: 'Terminé',

  linkTitle: (name) => `Un lien de connexion pour ${name} ?`,
  linkEffect:
    'Pour quelqu’un qui a perdu son mot de passe ou son second facteur. Le lien sert une fois, pendant un jour ; les liens précédents de cette personne prennent fin maintenant. Ne le transmettez qu’à elle : qui l’ouvre est cette personne.',
  makeLink: 'Créer un lien',
  linkFailed: 'Aucun lien n’a été créé.',

  changeTitle: (name) => `Que peut faire ${name} ?`,
  changeConfirm: 'Changer le rôle',
  changeFailed: 'Le rôle n’a pas été changé.',
  changed: (name, role) => `${name} est maintenant ${roles[role]}`,
  changeEffect: 'Cela compte dès le prochain clic, dans chaque navigateur et pour chaque clé d’API de cette personne.',

  removeTitle: (name) => `Retirer ${name} ?`,
  removeEffect: ({ sessions, api_keys }) =>
    `${counted(sessions, 'session')} et ${counted(api_keys, 'clé d’API', 'clés d’API')} prennent fin aussitôt, et aucun lien ni mot de passe ne laisse cette personne entrer à nouveau. Ce qu’elle a fait reste dans le journal d’activité.`,
  removeKeys: 'Les programmes qui utilisent ces clés cessent de fonctionner.',
  reason: 'Raison',
  reasonHint:
    'Pour ceux qui se poseront la question plus tard. Elle est inscrite à votre nom dans le journal d’activité.',
  removeFailed: 'L’opérateur n’a pas été retiré.',
  removed: (name) => `${name} a été retiré`,
}
