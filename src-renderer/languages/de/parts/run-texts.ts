import { counted } from '../../../parts/format.ts'
import type { texts as english } from '../../../parts/run-texts.ts'

export const texts: typeof english = {
  kinds: {
    provision: 'Hinzufügen',
    adopt: 'Übernehmen',
    upgrade: 'Upgrade',
    reconfigure: 'Neu einstellen',
    restart: 'Neustart',
    rotate_identity: 'Neue Identität',
    diagnostics: 'Diagnose',
    decommission: 'Außerbetriebnahme',
  },
  titles: {
    provision: (on) => `${on} hinzufügen`,
    adopt: (on) => `${on} übernehmen`,
    upgrade: (on) => `${on} aktualisieren`,
    reconfigure: (on) => `${on} neu einstellen`,
    restart: (on) => `${on} neu starten`,
    rotate_identity: (on) => `Neue Identität für ${on}`,
    diagnostics: (on) => `Diagnose von ${on}`,
    decommission: (on) => `${on} außer Betrieb nehmen`,
  },
  waits: {
    host_key: 'Vergleichen und bestätigen Sie den Host-Schlüssel',
    changed_host_key: 'Der Host-Schlüssel hat sich geändert: abbrechen oder ersetzen',
    credentials: 'Zum Weitermachen ist ein Login nötig',
    warnings: 'Sehen Sie die Warnungen durch und entscheiden Sie',
  },
  stopped: 'Der Lauf ist stehen geblieben.',
  stepsDone: (done, all) => `${done} von ${counted(all, 'Schritt', 'Schritten')}`,
  atStep: (title, percent, step, all) =>
    `${title}${percent === null ? '' : `, ${percent}`} (Schritt ${step} von ${all})`,

  items: (count) => counted(count, 'Element', 'Elemente'),
  viewers: (count) => counted(count, 'Zuschauer', 'Zuschauer'),
  ofBytes: (done, total) => `${done} von ${total}`,
  ofItems: (done, total) => `${done} von ${counted(total, 'Element', 'Elementen')}`,
  ofViewers: (done, total) => `${done} von ${counted(total, 'Zuschauer', 'Zuschauern')}`,
  timeLeft: (time) => `noch etwa ${time}`,
}
