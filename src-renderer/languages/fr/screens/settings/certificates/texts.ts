import type { texts as english } from '../../../../../screens/settings/certificates/texts.ts'

const modes: Readonly<Record<string, string>> = {
  off: 'Le port ne parle que http. Cela ne convient qu’à cet ordinateur ; toute autre personne sur le réseau pourrait lire ce qui passe.',
  own: 'Par l’autorité propre de l’installation. Les navigateurs avertissent tant qu’on ne leur a pas dit de lui faire confiance ; les nœuds la connaissent déjà.',
  files: 'À partir de deux fichiers que quelqu’un d’autre renouvelle. Ils sont relus quand ils changent.',
  acme: 'D’une autorité publique, demandé et renouvelé par l’origine elle-même (ACME). Les navigateurs lui font confiance.',
}
const https: Readonly<Record<string, string>> = {
  allow: 'Obtient aussi une réponse, sans protection.',
  redirect: 'Les pages demandées depuis d’autres machines sont redirigées vers https.',
  refuse: 'Refusé depuis d’autres machines.',
}
const sources: Readonly<Record<string, string>> = {
  own: 'Autorité propre',
  files: 'Fichiers',
  acme: 'Autorité publique (ACME)',
}

export const texts: typeof english = {
  title: 'Certificats',
  failed: 'Les certificats n’ont pas pu être lus.',
  how: 'Comment cette origine prouve qui elle est',
  mode: 'Certificat',
  modeOf: (mode) => modes[mode] ?? mode,
  http: 'http simple',
  httpOf: (http) => https[http] ?? http,
  setBy: 'Un propriétaire le choisit ici, à moins que headwater.yaml ne le fixe.',
  titleOf: (source, shown_by) =>
    `${sources[source] ?? source}${shown_by === 'nodes' ? ', présenté par les nœuds' : ''}`,
  names: 'Pour',
  issuer: 'Signé par',
  validUntil: 'Valable jusqu’au',
  validFrom: 'Valable à partir du',
  browsers: 'Navigateurs',
  trusted: 'lui font confiance sans qu’on le leur dise',
  untrusted: 'avertissent tant qu’ils ne font pas confiance à son autorité',
  fingerprint: 'Empreinte (SHA-256)',
  problem: 'Ce qui ne va pas',
  nextTry: (at) => `Prochaine vérification : ${at}`,
  noneYet: 'Il n’y en a pas encore.',
  nothing: 'Aucun certificat',
  nothingText:
    'Le panneau et l’API parlent http. Choisissez un certificat pour protéger les connexions et les clés en chemin sur un réseau.',
}
