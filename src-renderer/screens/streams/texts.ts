import { counted } from '../../parts/format.ts'

/** Every text of the list of streams. */
export const texts = {
  title: 'Streams',
  policies: 'Policies',
  failed: 'The streams could not be read.',
  caption: 'Live streams, most watched first',
  count: (streams: number) => counted(streams, 'stream'),
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
} as const
