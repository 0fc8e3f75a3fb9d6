import type { texts as english } from '../../../parts/publish-guide-texts.ts'

export const texts: typeof english = {
  title: 'Noch ist nichts live',
  intro:
    'Senden Sie einen Stream an einen beliebigen Knoten, und er ist auf allen zu sehen. Diese Seite wechselt von selbst, sobald das erste Bild ankommt.',
  obs: 'OBS Studio',
  obsHow: 'Einstellungen, Stream, Plattform: Benutzerdefiniert',
  server: 'Server',
  key: 'Stream-Schlüssel',
  ffmpeg: 'ffmpeg',
  ffmpegHow: 'Sendet eine Datei in Schleife, als wäre sie live',
  command: 'Befehl',
  outside:
    'Ein Encoder außerhalb der Netze, denen der Knoten vertraut (publish_allow), braucht einen Stream-Schlüssel.',
  needsKey: 'Eine Zugangsregel lässt niemanden ohne Stream-Schlüssel senden.',
  refused: 'Ein Publisher wurde abgewiesen',
  makeKey: 'Stream-Schlüssel erstellen',
  waiting: 'Wartet auf einen Publisher',
  noNode: 'Zurzeit nimmt kein Knoten Publisher an. Sobald einer online ist, steht seine Adresse hier.',
}
