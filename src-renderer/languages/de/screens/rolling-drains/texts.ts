import { counted, formatCount } from '../../../../parts/format.ts'
import type { texts as english } from '../../../../screens/rolling-drains/texts.ts'

export const texts: typeof english = {
  upgradeRun: 'sein Upgrade',
  title: 'Leeren der Reihe nach',
  back: 'Alle Knoten',
  start: 'Leeren der Reihe nach starten',
  failed: 'Das Leeren der Reihe nach konnte nicht gelesen werden.',
  noneTitle: 'Noch kein Leeren der Reihe nach',
  noneText:
    'Es leert Knoten einen nach dem anderen, vor einem Upgrade oder Neustart, und beginnt mit dem nächsten nur, solange genug Knoten und genug Platz für Zuschauer bleiben.',
  runTitle: (nodes, is_upgrade) =>
    `${is_upgrade ? 'Aktualisieren' : 'Leeren'} von ${counted(nodes, 'Knoten', 'Knoten')}`,
  by: (name) => `von ${name}`,
  reason: (reason) => `„${reason}“`,
  pause: 'Anhalten',
  resume: 'Weiter',
  cancel: 'Abbrechen',
  pauseFailed: 'Das hat nicht geklappt.',
  progress: (done, all) => `${formatCount(done)} von ${formatCount(all)} fertig`,
  progressLabel: (done, all) =>
    `Fortschritt, ein Teil für jeden Knoten: ${formatCount(done)} von ${formatCount(all)} fertig`,
  waits: (name) => `Wartet vor ${name}`,
  paused: 'Angehalten',
  waitsFor: 'seit',
  figures: (name) => `Was ${name} noch trägt`,
  viewersLeft: 'Zuschauer übrig',
  ofViewers: (before) => `von ${formatCount(before)}`,
  publishersLeft: 'Publisher',
  relaysLeft: 'Relays',
  timeLeft: 'Restzeit',
  noDeadline: 'unbegrenzt',
  resumesIn: 'nimmt wieder Arbeit an in',
  waitsForResume: 'wartet, bis er wieder aufgenommen wird, heraus seit',
  resumeNode: (name) => `${name} wieder aufnehmen`,
  comesBack: 'nimmt wieder Arbeit an; wartet auf sein Lebenszeichen seit',
  nodes: 'Knoten',
  drainedIn: (time) => `geleert in ${time}`,
  outFor: (time) => `zurück nach ${time}`,
  viewersBefore: (viewers) =>
    viewers === 0 ? 'hatte keine Zuschauer' : `hatte ${counted(viewers, 'Zuschauer', 'Zuschauer')}`,
  settings: (at_once, percent) => `${formatCount(at_once)} gleichzeitig, ${formatCount(percent)} % der Knoten bleiben`,
  past: 'Frühere Läufe',
  outcome: (done, all, time) => `${formatCount(done)} von ${formatCount(all)} fertig, dauerte ${time}`,
}
