import { counted, formatCount } from '../../../../../parts/format.ts'
import type { texts as english } from '../../../../../screens/settings/certificates/authority-texts.ts'

export const texts: typeof english = {
  title: 'Zertifizierungsstelle dieser Installation',
  about: (life) =>
    `Sie signiert, womit Knoten sich beim Origin und untereinander ausweisen. Ihre Zertifikate gelten ${life} und werden von selbst erneuert; Beitrittsbefehle enthalten ihren Fingerabdruck, damit eine neue Maschine dem richtigen Origin vertraut.`,
  signs: 'signiert',
  trusted: 'vertrauenswürdig, signiert nicht mehr',
  made: 'Erstellt',
  until: 'Gültig bis',
  held: 'Zertifikate von ihr',
  nodes: (nodes) => counted(nodes, 'Knoten', 'Knoten'),
  fingerprint: 'Fingerabdruck ihres Schlüssels (SHA-256), wie in Beitrittsbefehlen',
  progress: (renewed, all) =>
    `${formatCount(renewed)} von ${counted(all, 'Knoten', 'Knoten')} ${renewed === 1 ? 'hat' : 'haben'} ein Zertifikat der neuen Zertifizierungsstelle.`,
  progressLabel: 'Knoten, die erneuert haben',

  rotate: 'Ersetzen',
  rotateTitle: 'Zertifizierungsstelle ersetzen?',
  rotateConfirm: 'Neue erstellen',
  rotateEffect:
    'Ab jetzt signiert eine neue, und der alten wird vertraut, bis Sie sie fallen lassen. Knoten erneuern binnen Minuten von selbst, und nichts Laufendes wird unterbrochen. Vorher erstellte Beitrittsbefehle enthalten den alten Fingerabdruck.',
  rotateFailed: 'Es wurde keine neue Zertifizierungsstelle erstellt.',
  rotated: 'Jetzt signiert eine neue Zertifizierungsstelle',

  drop: 'Fallen lassen',
  dropForced: 'Trotzdem fallen lassen',
  dropTitle: 'Der alten Zertifizierungsstelle nicht mehr vertrauen?',
  dropEffect: 'Was sie signiert hat, beweist nichts mehr, weder hier noch auf irgendeinem Knoten.',
  stillHeld: (nodes) =>
    nodes === 1
      ? `${counted(nodes, 'Knoten', 'Knoten')} hat noch ein Zertifikat von ihr.`
      : `${counted(nodes, 'Knoten', 'Knoten')} haben noch Zertifikate von ihr.`,
  stillHeldText:
    'Diese beweisen anderen Knoten nichts, bis sie erneuert sind. Knoten, die weg sind, erneuern, wenn sie zurück sind.',
  dropFailed: 'Ihr wird weiterhin vertraut.',
  dropped: 'Der alten Zertifizierungsstelle wird nicht mehr vertraut',
}
