import type { texts as english } from '../../../../parts/dialogs/access-texts.ts'
import { counted } from '../../../../parts/format.ts'

export const texts: typeof english = {
  keyTitle: 'Créer une clé de flux',
  keyIntro:
    'Quiconque a la clé peut émettre. Donnez la sienne à chaque encodeur : vous pourrez alors en révoquer une sans toucher aux autres, et vous verrez laquelle est venue.',
  pattern: 'Pour quels flux',
  patternHint:
    'app/name pour un seul ; app/show-* pour tous ceux qui commencent ainsi ; app/* pour une app ; * pour tous.',
  label: 'Nom',
  labelHint: 'À qui elle appartient, ou quel encodeur l’a.',
  validFor: 'Valable',
  lifetimes: [
    { value: '24h', label: '1 jour' },
    { value: '7d', label: '7 jours' },
    { value: '90d', label: '90 jours' },
    { value: 'never', label: 'Jusqu’à sa révocation' },
  ],
  makeKey: 'Créer la clé',
  keyFailed: 'Aucune clé n’a été créée.',
  keyMade: 'Votre clé de flux',
  keyOnce:
    'Ces deux valeurs sont à saisir dans l’encodeur. La clé n’est affichée que cette fois ; l’origine n’en garde aucune copie lisible.',
  obs: 'Dans OBS : Paramètres, Stream, Service « Personnalisé ».',
  server: 'Serveur',
  streamKey: 'Clé de flux',
  copyBoth: 'Copier les deux',
  noServer: 'Aucun nœud n’accepte d’émetteurs en ce moment ; l’adresse de n’importe quel nœud peut servir de serveur.',
  nameIn: 'Mettez le nom du flux à la place de NAME.',
  done: 'Terminé',

  rotate: 'Remplacer',
  rotateTitle: (name) => `Remplacer ${name} ?`,
  rotateEffect:
    'Une autre clé est créée pour les mêmes flux. La précédente continue de laisser entrer des encodeurs aussi longtemps que vous le dites ; qui diffuse avec elle reste jusqu’à son arrêt.',
  rotateFailed: 'La clé n’a pas été remplacée.',
  overlap: 'Les deux restent valables',
  overlaps: [
    { value: '0s', label: 'pas du tout : l’ancienne prend fin maintenant' },
    { value: '1h', label: 'une heure' },
    { value: '24h', label: 'un jour' },
    { value: '168h', label: 'une semaine' },
  ],

  revoke: 'Révoquer',
  revokeTitle: (name) => `Révoquer ${name} ?`,
  revokeEffect: 'Plus personne n’entre avec elle. Une clé révoquée ne revient pas.',
  revokeDisconnect: 'Arrêter aussi les émetteurs entrés avec elle',
  revokeDisconnectHint: 'Sur un nœud absent, dès son retour.',
  revokeFailed: 'La clé n’a pas été révoquée.',
  revoked: (name, ended) =>
    ended === 0
      ? `${name} a été révoquée`
      : `${name} a été révoquée, ${counted(ended, 'émetteur arrêté', 'émetteurs arrêtés')}`,

  newPolicy: 'Qui peut émettre et qui peut regarder ?',
  editPolicy: (pattern) => `Qui peut émettre et regarder ${pattern} ?`,
  publish: 'Les émetteurs sont admis',
  publishWith: [
    {
      value: 'network_or_key',
      label: 'Avec une clé, ou depuis un réseau auquel le nœud fait confiance',
      description: 'Comme sans règle : publish_allow du nœud indique quels sont ces réseaux.',
    },
    { value: 'key', label: 'Avec une clé seulement', description: 'D’où qu’ils viennent.' },
  ],
  play: 'Les spectateurs sont admis',
  playWith: [
    { value: 'open', label: 'Tous', description: 'Comme sans règle.' },
    {
      value: 'signed_url',
      label: 'Avec un lien signé seulement',
      description: 'Créé sur la page du flux, ou par votre propre programme avec une clé de signature.',
    },
  ],
  webhooks: {
    on_publish_url: 'Demander pour chaque émetteur (webhook)',
    on_play_url: 'Demander pour chaque spectateur (webhook)',
    on_done_url: 'Signaler la fin d’un émetteur (webhook)',
  },
  nobodyAsked: 'personne n’est consulté',
  webhookWrong: 'Une adresse en http:// ou https://, sans nom ni mot de passe.',
  failOpen: 'Les laisser entrer si aucune réponse ne vient',
  failOpenHint: 'Sinon, ils sont alors refusés.',
  publishFrom: 'Émettre seulement depuis',
  publishNotFrom: 'Ne jamais émettre depuis',
  playFrom: 'Regarder seulement depuis',
  playNotFrom: 'Ne jamais regarder depuis',
  anywhere: 'partout',
  nobody: 'personne n’est exclu',
  networksHint: 'Adresses ou réseaux, y compris pour ceux qui ont une clé.',
  networksWrong: 'Saisissez des adresses ou des réseaux, par exemple 192.0.2.7 ou 10.0.0.0/8.',
  create: 'Créer la règle',
  save: 'Enregistrer',
  policyFailed: 'La règle n’a pas été enregistrée.',
  created: (pattern) => `${pattern} a une règle`,
  changed: (pattern) => `La règle de ${pattern} a été modifiée`,

  removeTitle: (pattern) => `Supprimer la règle de ${pattern} ?`,
  removeEffect:
    'S’applique alors ce qui vaut sans règle, ou le motif plus large suivant. Les nœuds le savent en quelques secondes.',
  remove: 'Supprimer',
  removeFailed: 'La règle n’a pas été supprimée.',
  removed: (pattern) => `La règle de ${pattern} a été supprimée`,
}
