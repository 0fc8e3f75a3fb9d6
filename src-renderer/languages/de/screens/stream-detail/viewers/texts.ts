import { counted } from '../../../../../parts/format.ts'
import type { texts as english } from '../../../../../screens/stream-detail/viewers/texts.ts'

export const texts: typeof english = {
  title: 'Wer zuschaut',
  total: (viewers, nodes) =>
    viewers === 0
      ? 'zurzeit niemand'
      : `${counted(viewers, 'Zuschauer', 'Zuschauer')} auf ${counted(nodes, 'Knoten', 'Knoten')}`,
  nobody: 'Zurzeit schaut niemand zu. Wer anfängt, wird hier innerhalb einer Sekunde gezählt.',
  byRegion: 'Nach Region',
  byNode: 'Nach Knoten',
  node: 'Knoten',
  region: 'Region',
  viewers: 'Zuschauer',
  share: 'Anteil',
  noRegion: 'keine Region',
  unknown: 'unbekannt',
  show: 'Einzeln zeigen',
  hide: 'Ausblenden',
  showOn: (node) => `Zuschauer auf ${node} einzeln zeigen`,
  hideOn: (node) => `Zuschauer auf ${node} ausblenden`,

  list: (node) => `Zuschauer auf ${node}`,
  failed: 'Die Zuschauer konnten nicht aufgelistet werden.',
  reading: 'Der Knoten wird gefragt',
  by: 'über',
  since: 'seit',
  sent: (bytes) => `${bytes} gesendet`,
  actions: 'Aktionen',
  waiting: 'wartet auf einen Keyframe',
  behind: (time) => `${time} zurück`,
  skipped: (count) => `${count}-mal übersprungen`,
  more: (count) => `und ${count} weitere, die später kamen`,
  hls: (count) =>
    `${counted(count, 'Zuschauer', 'Zuschauer')} über HLS: Sie holen Stück für Stück, werden also gezählt und nicht aufgelistet.`,
  noneListed: 'Im Moment keine Verbindungen hier.',
  privacy: 'Adressen sind auf ihr Netz gekürzt.',
  go: 'Trennen',
  goWho: (network, protocol) => `Zuschauer aus ${network} über ${protocol} trennen`,
}
