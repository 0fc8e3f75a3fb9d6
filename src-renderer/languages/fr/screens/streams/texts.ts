import { counted, formatCount } from '../../../../parts/format.ts'
import type { texts as english } from '../../../../screens/streams/texts.ts'

const streamsOf = (count: number) => counted(count, 'flux', 'flux')

export const texts: typeof english = {
  title: 'Flux',
  policies: 'Règles',
  failed: 'Les flux n’ont pas pu être lus.',
  caption: 'Flux en direct',
  shown: (shown, all) => (shown === all ? streamsOf(all) : `${formatCount(shown)} sur ${streamsOf(all)}`),
  search: 'Filtre : nom, encodeur, adresse, nœud',
  show: 'Quels flux',
  shows: [
    { value: 'all', label: 'Tous' },
    { value: 'watched', label: 'Regardés' },
    { value: 'unwatched', label: 'Non regardés' },
    { value: 'interrupted', label: 'Interrompus' },
  ],
  sort: 'Ordre',
  sortBy: (column) => `Trier par « ${column} »`,
  sortedBy: (column) => `Par ${column}`,
  sorts: {
    name: 'nom',
    bitrate: 'débit',
    keyframes: 'écart des images clés',
    viewers: 'spectateurs',
    age: 'durée de diffusion',
  },
  noMatchTitle: 'Aucun flux ne correspond',
  noMatchText: 'Rien de ce qui est en direct ne correspond au filtre.',
  clear: 'Effacer le filtre',
  noneTitle: 'En direct',
  columns: {
    stream: 'Flux',
    publisher: 'Émetteur',
    media: 'Image et son',
    bitrate: 'Débit',
    keyframes: 'Images clés',
    viewers: 'Spectateurs',
    nodes: 'Regardé sur',
    live: 'Depuis',
  },
  on: (node) => `sur ${node}`,
  unknownEncoder: 'encodeur inconnu',
  nobody: 'personne encore',
  relays: (count) => counted(count, 'relais', 'relais'),
}
