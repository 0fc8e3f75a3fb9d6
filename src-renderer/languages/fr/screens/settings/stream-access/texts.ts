import type { texts as english } from '../../../../../screens/settings/stream-access/texts.ts'

export const texts: typeof english = {
  title: 'Accès aux flux',
  about:
    'Qui peut émettre, et qui peut regarder. Si rien n’est défini ici, peut émettre quiconque vient d’un réseau auquel un nœud fait confiance, et tout le monde peut regarder. Les nœuds s’y tiennent aussi quand l’origine est absente.',
  keys: 'Clés de flux',
  keysFailed: 'Les clés de flux n’ont pas pu être lues.',
  keysCaption: 'Clés de flux, les plus récentes d’abord',
  keyColumns: {
    name: 'Clé',
    pattern: 'Flux',
    used: 'Dernière utilisation',
    expires: 'Valable jusqu’au',
    actions: 'Actions',
  },
  makeKey: 'Créer une clé de flux',
  noKeys: 'Aucune clé de flux',
  noKeysText:
    'Une clé permet à un encodeur d’émettre de n’importe où. Créez-en une, et saisissez-la dans OBS avec l’adresse du serveur.',
  ended: 'Montrer aussi les clés expirées ou révoquées',
  never: 'pas encore',
  usedAt: (stream, address) => `${stream} depuis ${address}`,
  forEver: 'jusqu’à sa révocation',
  states: { active: 'active', expired: 'expirée', revoked: 'révoquée' },
  rotate: 'Remplacer',
  rotateOf: (name) => `Remplacer ${name}`,
  revoke: 'Révoquer',
  revokeOf: (name) => `Révoquer ${name}`,

  policies: 'Qui peut émettre et regarder',
  policiesFailed: 'Les règles d’accès n’ont pas pu être lues.',
  policiesCaption: 'Règles d’accès, dans l’ordre de leurs motifs',
  policyColumns: { pattern: 'Flux', says: 'Ce qu’elle dit', actions: 'Actions' },
  addPolicy: 'Ajouter une règle',
  noPolicies: 'Aucune règle d’accès',
  noPoliciesText:
    'Une règle exige une clé de chaque émetteur, ou tient à l’écart les émetteurs et les spectateurs de certains réseaux, pour un flux ou pour plusieurs.',
  webhookResults: 'Dernières réponses des webhooks',
  webhookOutcomes: { yes: 'admet', no: 'refuse', failed: 'pas de réponse' },
  webhookAction: {
    on_publish: 'à propos d’un émetteur',
    on_play: 'à propos d’un spectateur',
    on_done: 'à la fin d’un émetteur',
    test: 'pour un test',
  },
  webhookFailed: 'Le webhook n’a pas été interrogé.',
  testWebhook: 'Tester le webhook',
  testWebhookOf: (pattern) => `Tester le webhook de ${pattern}`,
  edit: 'Modifier',
  editOf: (pattern) => `Modifier la règle d’accès ${pattern}`,
  remove: 'Supprimer',
  removeOf: (pattern) => `Supprimer la règle d’accès ${pattern}`,
}
