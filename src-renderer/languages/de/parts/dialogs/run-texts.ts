import type { texts as english } from '../../../../parts/dialogs/run-texts.ts'
import { counted } from '../../../../parts/format.ts'

const viewersOf = (viewers: number, streams: number) =>
  `${counted(viewers, 'Zuschauer', 'Zuschauer')} von ${counted(streams, 'Stream')}`
const publishersOf = (count: number) => counted(count, 'Publisher', 'Publisher')

export const texts: typeof english = {
  kinds: {
    upgrade: {
      title: (name) => `${name} aktualisieren?`,
      effect:
        'Die Version, die dieser Origin mitbringt, wird zu ihm geschickt und übernimmt. Ist die neue nicht innerhalb einer Minute zurück, wird die alte von selbst wieder gestartet.',
      confirm: 'Aktualisieren',
    },
    restart: {
      title: (name) => `${name} neu starten?`,
      effect: 'Er wird geleert, angehalten und mit derselben Version und Konfiguration wieder gestartet.',
      confirm: 'Neu starten',
    },
    rotate_identity: {
      title: (name) => `${name} eine neue Identität geben?`,
      effect:
        'Er wird geleert und startet mit einem neuen Schlüssel und einem neuen Zertifikat wieder; die alten werden nicht mehr angenommen.',
      confirm: 'Erneuern',
    },
    diagnostics: {
      title: (name) => `Diagnosedaten von ${name} sammeln?`,
      effect:
        'Logs, Konfiguration und Versionen kommen in ein Archiv, das Sie herunterladen können. Geheimnisse werden unkenntlich gemacht. Geändert wird nichts.',
      confirm: 'Sammeln',
    },
  },
  carried: ({ viewers, streams, published }) => {
    if (viewers === 0 && published.length === 0) return 'Im Moment sieht hier niemand zu, und niemand sendet.'
    const who = viewers === 0 ? null : viewersOf(viewers, streams)
    const sends = published.length === 0 ? null : `${publishersOf(published.length)} (${published.join(', ')})`
    return `Im Moment trägt er ${[who, sends].filter((word) => word !== null).join(' und ')}. Sie dürfen zuerst gehen.`
  },
  wait: 'Wie lange sie dafür Zeit haben',
  waitHint: 'Wer dann noch da ist, wird getrennt; Player, die erneut anfragen, werden zu anderen Knoten geschickt.',
  waits: [
    { value: '0', label: 'Gar nicht' },
    { value: '300000', label: '5 Minuten' },
    { value: '900000', label: '15 Minuten' },
    { value: '3600000', label: '1 Stunde' },
    { value: 'never', label: 'Bis der Letzte geht' },
  ],
  failed: 'Der Lauf wurde nicht begonnen.',
  loginKept: (who) => `Mit dem aufbewahrten Login: ${who}.`,
  loginOther: 'Ein anderes verwenden',
  loginNeeded: 'Für diesen Knoten ist kein Login aufbewahrt. Wie ist seine Maschine zu erreichen?',
  loginTitle: 'Login',
  reading: 'Das Login wird gesucht …',

  reconfigureTitle: (name) => `${name} neu einstellen`,
  reconfigureEffect:
    'Nur was Sie ausfüllen, wird geändert. Er wird geleert, angehalten und mit der neuen Konfiguration wieder gestartet.',
  reconfigureConfirm: 'Neu einstellen',
  unchanged: 'wie bisher',
  name: 'Name',
  region: 'Region',
  rtmpPort: 'RTMP-Port',
  mediaPort: 'Medienport',
  advertise: 'Adresse für Zuschauer',
  originUrl: 'URL dieses Origins',

  decommissionTitle: (name) => `${name} außer Betrieb nehmen?`,
  decommissionEffect:
    'Er wird geleert und verlässt den Cluster. Dann werden Container oder Dienst, Image, Dateien und Benutzer von der Maschine entfernt, und sie ist wie zuvor. Das lässt sich nicht rückgängig machen.',
  decommissionCut: ({ viewers, streams, published }) =>
    viewers === 0 && published.length === 0
      ? 'Im Moment sieht hier niemand zu, und niemand sendet.'
      : `Jetzt darauf: ${publishersOf(published.length)} und ${viewersOf(viewers, streams)}.`,
  typeName: (name) => `Zur Bestätigung ${name} eingeben`,
  decommission: 'Außer Betrieb nehmen',

  forgetTitle: (name) => `Login von ${name} vergessen?`,
  forgetEffect: (who) =>
    `${who} wird endgültig vergessen. Der Knoten läuft weiter; wer ihn als Nächstes aktualisiert oder neu startet, wird nach einem Login gefragt.`,
  forget: 'Vergessen',
  forgetFailed: 'Das Login wurde nicht vergessen.',
  forgotten: (name) => `Das Login von ${name} ist vergessen`,
}
