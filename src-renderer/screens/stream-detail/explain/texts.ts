import { inLanguage } from '../../../languages/catalogue.ts'

/** Every text of the explanation where a viewer would go. */
export const texts = inLanguage('screens/stream-detail/explain/texts', {
  title: 'Where would a viewer go?',
  aside: 'asked anew every 5 s; nothing is reserved',
  protocol: 'Protocol',
  protocols: [
    { value: 'flv', label: 'HTTP-FLV' },
    { value: 'hls', label: 'HLS' },
    { value: 'ws', label: 'FLV over WebSocket' },
    { value: 'rtmp', label: 'RTMP' },
  ],
  region: 'Region of the viewer',
  anyRegion: 'not known',
  failed: 'The origin did not explain it.',
  asking: 'Asking the origin …',
  nobody: 'Nobody can serve this viewer now.',
  candidates: 'Candidates, best first',
  rejected: (count: number) => `Left out: ${count}`,
  moreRejected: (count: number) => `and ${count} more`,
  first: 'goes here',
  has: 'has the stream',
  pulls: 'would pull it first',
  points: (score: number) => `${Math.round(score)} points`,
  part: (name: string, points: number) => `${name} ${points < 0 ? '−' : ''}${Math.abs(Math.round(points))}`,
  /** Parts of a score; one that is not known here is named as the origin names it. */
  parts: {
    cpu: 'processor',
    memory: 'memory',
    bandwidth: 'bandwidth',
    subscribers: 'viewers',
    round_trip: 'distance',
    has_stream: 'has the stream',
    region: 'region',
    reserved: 'reserved',
    relay: 'new relay',
    last_resort: 'last resort',
  } as Readonly<Record<string, string>>,
})
