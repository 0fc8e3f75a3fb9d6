import { counted } from '../../../../parts/format.ts'
import type { texts as english } from '../../../../screens/stream-detail/access-texts.ts'

export const texts: typeof english = {
  title: 'Wer senden und zuschauen darf',
  failed: 'Wer darf, ist nicht bekannt.',
  all: 'Alles anzeigen',
  says: 'Es gilt',
  open: 'Keine Regel: Senden darf, wer einen Schlüssel hat oder aus einem vertrauten Netz kommt; zuschauen dürfen alle.',
  keys: 'Stream-Schlüssel',
  keysOf: (keys) => (keys === 0 ? 'keiner gilt hier' : `${counted(keys, 'Schlüssel gilt', 'Schlüssel gelten')} hier`),
  makeKey: 'Stream-Schlüssel erzeugen',
  change: 'Zugang ändern',
  signedLink: 'Signierten Link erzeugen',
  keptOut: 'Für eine Weile ausgesperrt',
  keptOutFor: (who, kind) => `${who} darf nicht ${kind === 'publish' ? 'senden' : 'zuschauen'}, noch`,
  letIn: 'Wieder zulassen',
  letInWho: (who) => `${who} wieder zulassen`,
  letInFailed: 'Niemand wurde wieder zugelassen.',
  keptOutFailed: 'Wer ausgesperrt ist, ist nicht bekannt.',
}
