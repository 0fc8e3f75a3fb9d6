import { inLanguage } from '../../languages/catalogue.ts'
import { counted, formatCount } from '../../parts/format.ts'

/** Every text of the list of streams. */
export const texts = inLanguage('screens/streams/texts', {
  title: 'Streams',
  policies: 'Policies',
  failed: 'The streams could not be read.',
  caption: 'Live streams',
  shown: (shown: number, all: number) =>
    shown === all ? counted(all, 'stream') : `${formatCount(shown)} of ${counted(all, 'stream')}`,
  search: 'Filter by name, encoder, address or node',
  show: 'Which streams',
  shows: [
    { value: 'all', label: 'All' },
    { value: 'watched', label: 'Watched' },
    { value: 'unwatched', label: 'Unwatched' },
    { value: 'interrupted', label: 'Not flowing' },
  ],
  sort: 'Order',
  sortBy: (column: string) => `Sort by ${column.toLowerCase()}`,
  sortedBy: (column: string) => `By ${column}`,
  sorts: { name: 'name', bitrate: 'bit rate', keyframes: 'keyframe distance', viewers: 'viewers', age: 'time on air' },
  noMatchTitle: 'No stream fits',
  noMatchText: 'Nothing that is live fits the filter.',
  clear: 'Clear the filter',
  noneTitle: 'Live now',
  columns: {
    stream: 'Stream',
    publisher: 'Publisher',
    media: 'Picture and sound',
    bitrate: 'Bit rate',
    keyframes: 'Keyframes',
    viewers: 'Viewers',
    nodes: 'Where they watch',
    live: 'Live for',
  },
  on: (node: string) => `on ${node}`,
  unknownEncoder: 'unknown encoder',
  nobody: 'nobody yet',
  relays: (count: number) => counted(count, 'relay'),
})
