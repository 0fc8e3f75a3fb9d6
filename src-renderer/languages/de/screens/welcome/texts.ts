import type { texts as english } from '../../../../screens/welcome/texts.ts'

const setElsewhere = (what: string, where: string) =>
  `${what} wird durch ${where} gesetzt. Was dort steht, gilt: Ändern Sie es dort, und starten Sie den Origin neu.`

export const texts: typeof english = {
  title: 'Erste Schritte',
  about:
    'Von hier zu einem Stream, den man ansehen kann, in etwa zwei Minuten. Überspringen Sie, was Sie möchten: Alles findet sich in der Befehlspalette (Strg K), im Menü Ihres Kontos und unter Einstellungen wieder.',
  failed: 'Wie weit dieser Origin ist, konnte nicht gelesen werden.',
  notOwner: 'Die ersten Schritte sind für Besitzer',
  notOwnerText:
    'Bitten Sie einen Besitzer dieses Origins, ihm einen Namen zu geben und festzulegen, wie andere ihn erreichen.',
  list: 'Schritte',
  steps: {
    name: 'Cluster benennen',
    reach: 'Wie andere ihn erreichen',
    parts: 'Was vorhanden ist',
    stream: 'Der erste Stream',
  },
  states: { done: 'erledigt', open: 'offen', note: 'gut zu wissen' },
  skipAll: 'Alle überspringen',
  skipped: 'Die ersten Schritte finden sich im Menü Ihres Kontos wieder.',
  skip: 'Überspringen',
  back: 'Zurück',
  next: 'Weiter',
  finish: 'Fertig',
  notSaved: 'Das wurde nicht gespeichert.',

  nameLabel: 'Name des Clusters',
  nameHint:
    'Er steht oben auf jeder Seite, in Benachrichtigungen und in Sicherungen. Er kann jederzeit geändert werden.',
  nameSave: 'Speichern und weiter',
  elsewhereName: (where) => setElsewhere('Der Name', where),
  elsewhereAddress: (where) => setElsewhere('Die Adresse', where),

  reachAbout:
    'Encoder, Zuschauer und andere Knoten brauchen eine Adresse dieses Rechners. Diese wurden gerade gefunden und von hier aus versucht; eine Firewall oder ein Router davor ist von innen nicht zu sehen.',
  trying: 'Die Adressen werden versucht',
  tryFailed: 'Die Adressen konnten nicht versucht werden.',
  tryAgain: 'Erneut versuchen',
  choice: 'Adresse für andere',
  reaches: {
    loopback: 'nur dieser Rechner',
    private: 'Ihr eigenes Netz',
    public: 'das Internet',
  },
  answers: 'dieser Origin antwortet',
  portAnswers: (what, port, answered) => `${what} ${port}${answered ? '' : ' antwortet nicht'}`,
  ports: { panel: 'Panel', rtmp: 'RTMP', media: 'Medien' },
  ownName: 'Ein eigener Name',
  ownNameHint: 'Ein Domainname oder eine Adresse, die ein Router weiterleitet, etwa live.example.com',
  tryName: 'Versuchen',
  use: 'Diese Adresse verwenden',
  inUse: (host, found_by_itself) =>
    `Anderen wird ab jetzt ${host} genannt.${found_by_itself ? ' (selbst gefunden)' : ''}`,
  certificateLater: 'Das eigene Zertifikat zeigt einen neuen Namen nach dem nächsten Start des Origins.',
  closedTitle: 'Nur dieser Rechner kommt herein',
  closedText: (host) =>
    `Der Origin lauscht nur auf ${host}. Das ist sicher, und es genügt, um hier alles auszuprobieren. Um andere hereinzulassen, schreiben Sie dies, und starten Sie den Origin neu; Streams laufen währenddessen weiter.`,
  closedByDefault: (host) =>
    `Der Origin lauscht nur auf ${host}. Das ist sicher und reicht, um hier alles auszuprobieren. Knoten auf anderen Maschinen und wer von anderswo hereinschaut, müssen hereingelassen werden; dafür startet der Origin neu, Streams laufen dabei weiter.`,
  letIn: 'Andere hereinlassen',
  lettingIn: 'Der Origin startet neu und hört dann auch auf andere',
  notLetIn: 'Andere kommen noch nicht herein.',
  stayedClosed:
    'Der Origin konnte nicht auf allen Adressen dieser Maschine lauschen. Was im Weg ist, steht in der Aktivität.',
  openActivity: 'Aktivität öffnen',
  closedFile: 'In headwater.yaml',
  closedVariable: 'Oder als Variable',
  firewall: 'Ports, die eine Firewall durchlassen muss',
  firewallText: 'TCP, zu diesem Rechner. Auf Debian und Ubuntu mit ufw:',
  firewallCommand: 'Befehl',
  portWhat: {
    panel: 'Panel, API, andere Knoten',
    rtmp: 'Encoder wie OBS',
    media: 'Zuschauer und Knoten, die holen',
  },

  partsAbout: 'Nichts davon muss vorhanden sein. Was fehlt, kostet so viel:',
  partNames: { redis: 'Redis', docker: 'Docker', ffmpeg: 'ffmpeg' },
  partStates: { present: 'vorhanden', missing: 'fehlt', unusable: 'nicht in Gebrauch' },
  partPresent: {
    redis:
      'Was sich jede Sekunde ändert, überdauert einen Neustart des Origins: Das Panel kennt sofort alle Streams und Zuschauer.',
    docker: 'Ein Knoten kann auch auf diesem Rechner in einem Container laufen.',
    ffmpeg: 'Von hier aus können Testbilder gesendet werden.',
  },
  partMissing: {
    redis:
      'Nach einem Neustart des Origins braucht das Panel einige Sekunden, bis jeder Knoten sich wieder gemeldet hat. Streams und Zuschauer merken nichts davon.',
    docker: 'Hier nichts. Maschinen, die Knoten werden, bringen ihr eigenes mit oder kommen ohne aus.',
    ffmpeg:
      'Von diesem Rechner gibt es keine Testbilder. Streams brauchen es nicht: OBS und andere Encoder haben ihr eigenes.',
  },
  install: (name) => `So bekommen Sie ${name}`,

  keyText:
    'Encoder in Ihren eigenen Netzen brauchen sonst nichts. Einer, der über das Internet kommt, zeigt einen Stream-Schlüssel vor:',
  keyLink: 'Stream-Schlüssel erzeugen',
  streamWaiting: 'Wartet auf Ihren ersten Stream',
  streamLive: (path) => `${path} ist live`,
  streamLiveText: 'Das ist alles: Jeder Knoten des Clusters kann ihn jetzt ausliefern.',
  streamSeen: 'Hier war bereits ein Stream.',
  watch: 'Ansehen',
  published: (by) => `Gesendet von ${by}`,
}
