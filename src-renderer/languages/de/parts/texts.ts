import { counted, formatCount } from '../../../parts/format.ts'
import type { texts as english } from '../../../parts/texts.ts'

export const texts: typeof english = {
  copyOutcomes: { copied: 'Kopiert', failed: 'Nicht kopiert: markieren, dann Strg+C' },
  copy: (label) => `${label} kopieren`,
  command: 'Befehl',
  commandHere: 'Auf der Maschine des Origins',
  commandAnywhere: 'Von überall, mit einem API-Schlüssel',
  undo: 'Rückgängig',
  undone: 'Es wurde rückgängig gemacht.',
  undoFailed: (why) => `Es wurde nicht rückgängig gemacht. ${why}`,
  code: 'Code',
  tryAgain: 'Erneut versuchen',
  remedy: 'Was zu tun ist:',
  since: (time) => `seit ${time}`,

  noPicture: (stream_path) => `Kein Bild von ${stream_path}`,
  newestPicture: (stream_path) => `Neuestes Bild von ${stream_path}`,
  keyframesSeldom:
    'So lange wartet ein neuer Zuschauer auf ein Bild. Stellen Sie den Keyframe-Abstand des Encoders auf 2 s.',
  keyframesHidden: ', zu lang: Zuschauer warten',
  ahead: (difference) => `geht ${difference} vor`,
  behind: (difference) => `geht ${difference} nach`,
  atFrames: (size, fps) => `${size} mit ${fps}`,
  channels: { mono: 'Mono', stereo: 'Stereo', more: (count) => `${formatCount(count)} Kanäle` },

  theOrigin: 'Origin',
  goneNode: 'Knoten (entfernt)',
  apiKey: (prefix) => `API-Schlüssel ${prefix}`,

  viewers: (count) => counted(count, 'Zuschauer', 'Zuschauer'),
  publishers: (count) => counted(count, 'Publisher', 'Publisher'),
  relays: (count) => counted(count, 'Relay', 'Relays'),
  nothing: 'nichts',
  left: (what) => `übrig: ${what}`,
  endsIn: 'endet in',
}
