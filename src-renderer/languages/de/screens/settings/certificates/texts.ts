import type { texts as english } from '../../../../../screens/settings/certificates/texts.ts'

const modes: Readonly<Record<string, string>> = {
  off: 'Der Port spricht nur http. Das ist nur für diesen Rechner gut; wer sonst im Netz ist, könnte mitlesen.',
  own: 'Von der Zertifizierungsstelle der Installation. Browser warnen, bis man sie anweist, ihr zu vertrauen; Knoten kennen sie schon.',
  files: 'Aus zwei Dateien, die jemand anderes erneuert. Sie werden neu gelesen, wenn sie sich ändern.',
  acme: 'Von einer öffentlichen Zertifizierungsstelle, vom Origin selbst angefordert und erneuert (ACME). Browser vertrauen ihr.',
}
const https: Readonly<Record<string, string>> = {
  allow: 'Wird ebenfalls beantwortet, ohne Schutz.',
  redirect: 'Seiten von anderen Maschinen werden auf https umgeleitet.',
  refuse: 'Von anderen Maschinen wird es abgelehnt.',
}
const sources: Readonly<Record<string, string>> = {
  own: 'Eigene Zertifizierungsstelle',
  files: 'Dateien',
  acme: 'Öffentliche Zertifizierungsstelle (ACME)',
}

export const texts: typeof english = {
  title: 'Zertifikate',
  failed: 'Die Zertifikate konnten nicht gelesen werden.',
  how: 'Wie dieser Origin sich ausweist',
  mode: 'Zertifikat',
  modeOf: (mode) => modes[mode] ?? mode,
  http: 'Einfaches http',
  httpOf: (http) => https[http] ?? http,
  setBy: 'Ein Owner wählt es hier, sofern headwater.yaml es nicht setzt.',
  titleOf: (source, shown_by) => `${sources[source] ?? source}${shown_by === 'nodes' ? ', von Knoten vorgezeigt' : ''}`,
  names: 'Für',
  issuer: 'Signiert von',
  validUntil: 'Gültig bis',
  validFrom: 'Gültig ab',
  browsers: 'Browser',
  trusted: 'vertrauen ihm von selbst',
  untrusted: 'warnen, bis sie seiner Zertifizierungsstelle vertrauen',
  fingerprint: 'Fingerabdruck (SHA-256)',
  problem: 'Was nicht stimmt',
  nextTry: (at) => `Nächster Versuch: ${at}`,
  noneYet: 'Es gibt noch keines.',
  nothing: 'Kein Zertifikat',
  nothingText:
    'Panel und API sprechen http. Wählen Sie ein Zertifikat, um Anmeldungen und Schlüssel auf ihrem Weg durch ein Netz zu schützen.',
}
