import { counted } from '../../parts/format.ts'

/** Every text of a stream's page. */
export const texts = {
  back: 'All streams',
  failed: 'The stream could not be read.',
  offTitle: 'Not live',
  offText: (path: string) => `Nobody publishes ${path} at this moment`,
  end: 'End stream',

  publication: 'Publication',
  publishedAt: 'Published at',
  from: 'From',
  encoder: 'Encoder',
  unknown: 'unknown',
  protocol: 'Protocol',
  video: 'Picture',
  audio: 'Sound',
  bitrate: 'Bit rate',
  keyframes: 'Keyframe every',
  liveFor: 'Live for',
  taken: 'Times taken up again',
  viewers: 'Viewers',

  urls: 'Play it elsewhere',
  urlsAside: 'in VLC, ffplay, OBS or a player on a page',
  everywhere: 'One address for everybody: leads to the best node',
  node: 'Node',
  addresses: 'Addresses',
  flv: 'HTTP-FLV',
  rtmp: 'RTMP',
  copyFlv: (node: string) => `Copy the HTTP-FLV address at ${node}`,
  copyRtmp: (node: string) => `Copy the RTMP address at ${node}`,
  urlsNote: 'Every node can play every stream: one that does not have it pulls it once when the first viewer comes.',

  chain: 'How it travels',
  chainAside: (relays: number) => counted(relays, 'relay'),
  publisher: 'publisher',
  viewersHere: (count: number) => counted(count, 'viewer'),
  hop: (transport: string, state: string) => `over ${transport.toUpperCase()}, ${state}`,
  detached: 'source unknown',
} as const
