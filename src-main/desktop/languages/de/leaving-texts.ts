import type { leavingTexts as english } from '../../leaving-texts.ts'

export const leavingTexts: typeof english = ({ count, counted, numbered }) => ({
  keepRunning: 'Weiterlaufen lassen',
  quitAnyway: 'Trotzdem beenden',
  quit: 'Beenden',
  notNow: 'Nicht jetzt',
  installAndRestart: 'Installieren und neu starten',

  oneLive: (path, viewers) => `${path} ist live, mit ${counted(viewers, 'Zuschauer', 'Zuschauern')}`,
  manyLive: (streams, viewers) =>
    `${counted(streams, 'Stream ist', 'Streams sind')} live, mit ${counted(viewers, 'Zuschauer', 'Zuschauern')}`,
  liveDetail:
    'Dieser Rechner ist der Origin. Was hierher gesendet wird, endet mit ihm. Andere Knoten machen mit dem weiter, was sie haben, doch niemand wacht über sie, bis er zurück ist.',
  runsStop: (runs) =>
    numbered(
      runs,
      'Ein Vorgang auf einem Knoten hält am nächsten sicheren Punkt an.',
      `Vorgänge auf ${count(runs)} Knoten halten am nächsten sicheren Punkt an.`,
    ),
  runsActive: (runs) =>
    numbered(runs, 'Ein Vorgang auf einem Knoten läuft', `Vorgänge auf ${count(runs)} Knoten laufen`),
  runsDetail: 'Am nächsten sicheren Punkt wird angehalten; fortsetzen lässt es sich, sobald Headwater wieder läuft.',

  hiding: 'Headwater läuft ohne Fenster weiter',
  hidingDetail:
    'Der Origin wacht weiter über die Knoten. Headwater ist im Infobereich zu finden; wo der Desktop keinen hat, bringt ein erneuter Start das Fenster zurück.',
  install: (version) => `Headwater ${version} jetzt installieren?`,
  installDetail:
    'Headwater beendet sich, wird ersetzt und startet wieder. Die Knoten des Clusters laufen währenddessen weiter, der auf diesem Rechner startet mit neu.',
  waitsForStream: 'Über diesen Rechner ist ein Stream live. Updates warten, bis er vorbei ist.',
  waitsForRun: 'Auf einem Knoten läuft ein Vorgang. Updates warten, bis er vorbei ist.',
})
