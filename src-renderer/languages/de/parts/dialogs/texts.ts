import type { texts as english } from '../../../../parts/dialogs/texts.ts'
import { counted, formatCount } from '../../../../parts/format.ts'

const viewersOf = (count: number) => counted(count, 'Zuschauer', 'Zuschauer')
const publishersOf = (count: number) => counted(count, 'Publisher', 'Publisher')

export const texts: typeof english = {
  cancel: 'Abbrechen',
  close: 'Schließen',
  reason: 'Grund',
  reasonHint: 'Steht im Aktivitätsprotokoll, für alle, die später fragen.',
  equivalent: 'Dasselbe als Befehl',
  gone: 'Das ist nicht mehr da. Vielleicht war jemand schneller.',

  drainTitle: (name) => `${name} leeren?`,
  drainEffect: 'Neue Publisher und Zuschauer werden von diesem Moment an zu anderen Knoten geschickt.',
  drainCarried: ({ viewers, streams }, at_once) => {
    if (viewers === 0) return 'Im Moment sieht hier niemand zu.'
    const who = `${viewersOf(viewers)} von ${counted(streams, 'Stream')}`
    return at_once
      ? `${who} ${viewers === 1 ? 'wird' : 'werden'} hier getrennt. Player, die erneut anfragen, werden zu anderen Knoten geschickt.`
      : viewers === 1
        ? `${who} bleibt verbunden, bis er geht, zu einem anderen Knoten gebracht wird oder die Zeit um ist.`
        : `${who} bleiben verbunden, bis sie gehen, zu anderen Knoten gebracht werden oder die Zeit um ist.`
  },
  drainPublished: (paths, at_once) => {
    const one = paths.length === 1
    const who = `${publishersOf(paths.length)} ${one ? 'sendet' : 'senden'} hierher (${paths.join(', ')})`
    return at_once
      ? `${who}. ${one ? 'Er wird getrennt, und sein Stream ist' : 'Sie werden getrennt, und ihre Streams sind'} unterbrochen, bis der Encoder auf einem anderen Knoten zurück ist.`
      : `${who}. Ein Publisher lässt sich nicht unbemerkt umziehen: Er sendet weiter, bis er aufhört oder die Frist ihn beendet.`
  },
  drainRelays: (relays, at_once) => {
    const what = `${counted(relays, 'Relay')} zu anderen Knoten`
    return at_once
      ? `${what} ${relays === 1 ? 'endet' : 'enden'}; jene Knoten suchen eine andere Quelle.`
      : `${what} ${relays === 1 ? 'läuft' : 'laufen'} weiter, solange dort jemand zusieht.`
  },
  drainMoves: (moves) =>
    `Bei der jetzigen Last: ${moves.map(({ node_name, subscribers }) => `${formatCount(subscribers)} nach ${node_name}`).join(', ')}.`,
  drainWithoutPlace: (viewers) => `Für ${viewersOf(viewers)} ist im Moment auf keinem anderen Knoten Platz.`,
  drainAfter: 'Was geschieht, wenn er leer ist',
  drainAfters: [
    { value: 'keep', label: 'Er bleibt geleert', description: 'Bis er wieder aufgenommen wird.' },
    {
      value: 'maintenance',
      label: 'Er geht in Wartung',
      description: 'Außer Dienst, was inzwischen auch neu startet.',
    },
    {
      value: 'retire',
      label: 'Er wird ausgemustert',
      description: 'Er verlässt den Cluster; seine Geschichte bleibt erhalten.',
    },
  ],
  drainLastNode: 'Kein anderer Knoten kann neue Arbeit annehmen.',
  drainLastNodeHint: 'Solange dieser geleert wird, kann niemand neu senden oder zusehen.',
  drainForce: 'Trotzdem leeren',
  drainForceReason: 'Hier nötig: Er steht mit Ihrem Namen im Aktivitätsprotokoll.',
  drainDeadline: 'Wie lange gewartet wird',
  drainDeadlineHint: 'Wer dann noch da ist, wird getrennt, und der Knoten geht in Wartung.',
  drainDeadlines: [
    { value: '900000', label: '15 Minuten' },
    { value: '3600000', label: '1 Stunde' },
    { value: 'never', label: 'Bis der Letzte geht' },
    { value: '0', label: 'Gar nicht: jetzt abschließen' },
  ],
  drainNow: 'Jetzt leeren',
  drainChange: 'Frist ändern',
  drainAgainTitle: (name) => `Wie lange soll ${name} warten?`,
  drainChanged: (name) => `Die Frist von ${name} wurde geändert`,
  drain: 'Leeren',
  drainFailed: 'Der Knoten wird nicht geleert.',
  drained: (name) => `${name} wird geleert`,

  resumeTitle: (name) => `${name} wieder aufnehmen?`,
  resumeEffect: 'Neue Publisher und Zuschauer werden von diesem Moment an wieder hierher geschickt.',
  resumeOffline: 'Der Knoten antwortet im Moment nicht; er nimmt neue Arbeit an, sobald er zurück ist.',
  resume: 'Wieder aufnehmen',
  resumeFailed: 'Der Knoten wurde nicht wieder aufgenommen.',
  resumed: (name) => `${name} nimmt wieder neue Arbeit an`,

  removeTitle: (name) => `${name} entfernen?`,
  removeEffect:
    'Seine Berechtigung wird widerrufen und seine Verbindung sofort geschlossen. Er kann nur mit einem neuen Beitritts-Token zurückkommen. Seine Geschichte bleibt erhalten.',
  removeCut: ({ viewers, published }) =>
    viewers + published.length === 0
      ? 'Er trägt im Moment nichts.'
      : `Getrennt werden ${viewersOf(viewers)} und ${publishersOf(published.length)}. Damit sie zu Ende kommen, leeren Sie den Knoten zuerst.`,
  removeLastHint: 'Ohne ihn kann niemand neu senden oder zusehen, bis ein anderer Knoten da ist.',
  removeConfirm: (name) => `Zur Bestätigung ${name} eingeben`,
  remove: 'Knoten entfernen',
  removeFailed: 'Der Knoten wurde nicht entfernt.',
  removed: (name) => `${name} wurde entfernt`,

  endTitle: (path) => `${path} beenden?`,
  endEffect: (viewers, nodes) =>
    viewers === 0
      ? 'Der Publisher wird getrennt. Im Moment sieht niemand zu.'
      : `Der Publisher wird getrennt, und ${viewersOf(viewers)} auf ${counted(nodes, 'Knoten', 'Knoten')} ${viewers === 1 ? 'sieht' : 'sehen'} das Ende des Streams.`,
  endAfter: 'Und dann',
  endAgains: {
    none: {
      label: 'Er darf wiederkommen',
      description:
        'Die meisten Encoder versuchen es von selbst erneut: Halten Sie auch den Encoder an, wenn der Stream aus bleiben soll.',
    },
    address: {
      label: 'Seine Adresse von diesem Stream fernhalten',
      description: (address) =>
        `Niemand an ${address} sendet für diese Zeit diesen Stream; andere Streams laufen weiter.`,
    },
    key: {
      label: 'Seinen Stream-Schlüssel von diesem Stream fernhalten',
      description: (key) => `Niemand sendet diesen Stream für diese Zeit mit dem Schlüssel ${key}.`,
    },
    revoke: {
      label: 'Seinen Stream-Schlüssel widerrufen',
      description: (key) =>
        `Der Schlüssel ${key} öffnet nichts mehr. Das lässt sich nicht rückgängig machen: Wer ihn braucht, bekommt einen neuen.`,
    },
  },
  endFor: 'Wie lange',
  endTimes: [
    { value: '5m', label: '5 Minuten' },
    { value: '15m', label: '15 Minuten' },
    { value: '1h', label: '1 Stunde' },
    { value: '24h', label: '1 Tag' },
  ],
  endUndo:
    'Das Beenden lässt sich nicht rückgängig machen; wer ferngehalten wird, lässt sich auf der Seite des Streams wieder einlassen.',
  endNoKey: 'Der Publisher ist ohne Stream-Schlüssel hereingekommen.',
  endKeyName: (label, prefix) => (label === null ? `${prefix}…` : `${label} (${prefix}…)`),
  endConfirm: (path) => `Zur Bestätigung ${path} eingeben`,
  end: 'Stream beenden',
  endFailed: 'Der Stream wurde nicht beendet.',
  ended: (path) => `${path} wurde beendet`,
}
