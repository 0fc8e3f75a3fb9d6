import type { texts as english } from '../../../../../screens/settings/certificates/tls-texts.ts'

const options: Readonly<Record<string, string>> = {
  allow: 'L’accepter aussi',
  redirect: 'Rediriger les pages vers https',
  refuse: 'Le refuser',
  'http-01': 'Au port 80 (http-01)',
  'dns-01': 'Dans le DNS (dns-01)',
}

export const texts: typeof english = {
  change: 'En choisir un autre',
  modeElsewhere: (where) => `Fixé par ${where}, et c’est ce qui vaut.`,
  title: 'Comment cette origine prouve qui elle est',
  choose: 'Choisir',
  chosen: 'Le certificat est choisi pour le prochain démarrage de l’origine.',
  failed: 'Rien n’a été modifié.',
  kind: 'Certificat',
  modes: {
    own: {
      name: 'De sa propre autorité',
      about: 'Rien à préparer. Les navigateurs avertissent tant qu’on ne leur a pas dit de lui faire confiance.',
    },
    acme: {
      name: 'D’une autorité publique (Let’s Encrypt et d’autres)',
      about:
        'Les navigateurs lui font confiance. L’origine le demande et le renouvelle elle-même ; il lui faut un nom DNS.',
    },
    files: {
      name: 'De fichiers',
      about: 'Quelqu’un d’autre les renouvelle sur l’ordinateur de l’origine ; ils sont relus.',
    },
    off: { name: 'Aucun', about: 'Pour cet ordinateur seul, ou derrière un proxy qui en a un.' },
  },
  acmeNeeds:
    'Chaque nom doit mener à cette origine, et l’autorité doit y atteindre le port 80, sauf si elle regarde dans le DNS. Tant qu’elle n’a pas signé, c’est le certificat de l’autorité propre qui est présenté.',
  fields: {
    'tls.certificate': 'Fichier du certificat',
    'tls.key': 'Fichier de la clé',
    'tls.http': 'Qui vient sans https',
    'tls.hsts': 'Les navigateurs ne viennent que par https pendant',
    'tls.acme_names': 'Noms',
    'tls.acme_email': 'Adresse électronique',
    'tls.acme_directory': 'Annuaire de l’autorité',
    'tls.acme_challenge': 'Les noms sont prouvés',
    'tls.acme_http_port': 'Répondre aussi au port',
    'tls.dns_server': 'Serveur DNS',
    'tls.dns_tsig_name': 'Nom de la clé',
    'tls.dns_tsig_algorithm': 'Algorithme',
    'tls.dns_tsig_secret': 'Secret de la clé',
    'tls.acme_terms_agreed': 'Conditions d’utilisation',
  },
  optionOf: (option) => options[option] ?? option,
  terms: 'J’ai lu les conditions d’utilisation de l’autorité et je les accepte.',
  setElsewhere: (field, name) => `${field} : fixé ailleurs, sous ${name}.`,
}
