import type { texts as english } from '../../../../../screens/settings/certificates/tls-texts.ts'

const options: Readonly<Record<string, string>> = {
  allow: 'Auch annehmen',
  redirect: 'Seiten auf https umleiten',
  refuse: 'Ablehnen',
  'http-01': 'An Port 80 (http-01)',
  'dns-01': 'Im DNS (dns-01)',
}

export const texts: typeof english = {
  change: 'Ein anderes wählen',
  modeElsewhere: (where) => `Gesetzt durch ${where}; was dort steht, gilt.`,
  title: 'Wie dieser Origin sich ausweist',
  choose: 'Wählen',
  chosen: 'Das Zertifikat ist für den nächsten Start des Origins gewählt.',
  failed: 'Nichts wurde geändert.',
  kind: 'Zertifikat',
  modes: {
    own: {
      name: 'Von der eigenen Zertifizierungsstelle',
      about: 'Nichts vorzubereiten. Browser warnen, bis man sie anweist, ihr zu vertrauen.',
    },
    acme: {
      name: 'Von einer öffentlichen Zertifizierungsstelle (Let’s Encrypt und andere)',
      about: 'Browser vertrauen ihr. Der Origin fordert es selbst an und erneuert es; er braucht einen DNS-Namen.',
    },
    files: {
      name: 'Aus Dateien',
      about: 'Jemand anderes erneuert sie auf dem Rechner des Origins; sie werden neu gelesen.',
    },
    off: { name: 'Keines', about: 'Nur für diesen Rechner, oder hinter einem Proxy, der eines hat.' },
  },
  acmeNeeds:
    'Jeder Name muss zu diesem Origin führen, und die Zertifizierungsstelle muss dort Port 80 erreichen, außer sie sieht im DNS nach. Bis sie signiert hat, wird das Zertifikat der eigenen Stelle gezeigt.',
  fields: {
    'tls.certificate': 'Datei des Zertifikats',
    'tls.key': 'Datei des Schlüssels',
    'tls.http': 'Wer ohne https kommt',
    'tls.hsts': 'Browser kommen nur per https, und zwar für',
    'tls.acme_names': 'Namen',
    'tls.acme_email': 'E-Mail-Adresse',
    'tls.acme_directory': 'Verzeichnis der Zertifizierungsstelle',
    'tls.acme_challenge': 'Namen werden nachgewiesen',
    'tls.acme_http_port': 'Auch antworten an Port',
    'tls.dns_server': 'DNS-Server',
    'tls.dns_tsig_name': 'Name des Schlüssels',
    'tls.dns_tsig_algorithm': 'Verfahren',
    'tls.dns_tsig_secret': 'Geheimnis des Schlüssels',
    'tls.acme_terms_agreed': 'Nutzungsbedingungen',
  },
  optionOf: (option) => options[option] ?? option,
  terms: 'Ich habe die Nutzungsbedingungen der Zertifizierungsstelle gelesen und stimme ihnen zu.',
  setElsewhere: (field, name) => `${field}: anderswo gesetzt, als ${name}.`,
}
