import { counted, formatCount } from '../../../../parts/format.ts'
import type { texts as english } from '../../../../screens/streams/texts.ts'

export const texts: typeof english = {
  title: 'Streams',
  policies: 'Regeln',
  failed: 'Die Streams konnten nicht gelesen werden.',
  caption: 'Laufende Streams',
  shown: (shown, all) =>
    shown === all ? counted(all, 'Stream') : `${formatCount(shown)} von ${counted(all, 'Stream')}`,
  search: 'Filter: Name, Encoder, Adresse, Knoten',
  show: 'Welche Streams',
  shows: [
    { value: 'all', label: 'Alle' },
    { value: 'watched', label: 'Mit Zuschauern' },
    { value: 'unwatched', label: 'Ohne' },
    { value: 'interrupted', label: 'Unterbrochen' },
  ],
  sort: 'Reihenfolge',
  sortBy: (column) => `Nach „${column}“ sortieren`,
  sortedBy: (column) => `Nach ${column}`,
  sorts: {
    name: 'Name',
    bitrate: 'Bitrate',
    keyframes: 'Keyframe-Abstand',
    viewers: 'Zuschauern',
    age: 'Sendezeit',
  },
  noMatchTitle: 'Kein Stream passt',
  noMatchText: 'Nichts, was gerade läuft, passt zum Filter.',
  clear: 'Filter leeren',
  noneTitle: 'Jetzt live',
  columns: {
    stream: 'Stream',
    publisher: 'Publisher',
    media: 'Bild und Ton',
    bitrate: 'Bitrate',
    keyframes: 'Keyframes',
    viewers: 'Zuschauer',
    nodes: 'Gesehen auf',
    live: 'Live seit',
  },
  on: (node) => `auf ${node}`,
  unknownEncoder: 'unbekannter Encoder',
  nobody: 'noch niemand',
  relays: (count) => counted(count, 'Relay'),
}
