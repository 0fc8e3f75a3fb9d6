import type { texts as english } from '../../../../parts/dialogs/policy-texts.ts'
import { counted } from '../../../../parts/format.ts'

const viewersOf = (count: number) => counted(count, 'Zuschauer', 'Zuschauer')

export const texts: typeof english = {
  newTitle: 'Neue Stream-Regel',
  editTitle: (pattern) => `Stream-Regel ${pattern}`,
  pattern: 'Für welche Streams',
  patternHint:
    'Ein Stream (live/show), alle, die so beginnen (live/show-*), eine App (live/*) oder alle (*). Nur die genaueste Regel gilt.',
  second: 'Ein zweiter Publisher',
  seconds: [
    {
      value: 'node',
      label: 'Wie jeder Knoten eingestellt ist',
      description: 'Auf demselben Knoten nach dessen Einstellung; auf einem anderen Knoten wird er abgewiesen.',
    },
    {
      value: 'refuse',
      label: 'Wird abgewiesen',
      description: 'Auf jedem Knoten. Wer zuerst sendet, behält den Stream.',
    },
    {
      value: 'take_over',
      label: 'Übernimmt',
      description:
        'Auf welchem Knoten er auch ankommt. Zuschauer bleiben verbunden; der erste wird getrennt und darf 30 s lang nicht zurückübernehmen.',
    },
  ],
  grace: 'Auf verlorene Publisher warten, in Sekunden',
  graceHint: '0 bis 60: So lange werden Zuschauer gehalten. Leer: wie jeder Knoten eingestellt ist.',
  regions: 'Regionen, die ihn abspielen dürfen',
  regionsHint: 'Nur Knoten dort holen ihn und spielen ihn ab; Relays anderswo werden sofort beendet. Leer: überall.',
  ingest: 'Regionen, die seinen Publisher annehmen dürfen',
  ingestHint: 'Nur Knoten dort nehmen ihn an, ab dem nächsten. Leer: überall.',
  most: 'Höchstens so viele Knoten',
  mostHint: 'Die ihn gleichzeitig haben, der seines Publishers mitgezählt. Leer: so viele wie nötig.',
  least: 'Mindestens so viele Knoten',
  leastHint:
    'Bereitgehalten, bevor Zuschauer kommen, der seines Publishers mitgezählt. Leer: nur dort, wo zugesehen wird.',
  leastTooMany: 'Mehr als die Höchstzahl der Knoten',
  from: 'Bereitgehalten ab',
  until: 'Bereitgehalten bis',
  timeHint: 'In der Zeit dieses Computers. Leer: immer.',
  viewers: 'Höchstens so viele Zuschauer',
  viewersHint: 'Auf allen Knoten zusammen. Leer: so viele, wie Platz ist.',
  local: 'Vor Medienservern anderer Hersteller verbergen',
  localHint:
    'Mitglieder, die über die Cluster-API beigetreten sind, erfahren nichts von ihm und bekommen keine Zuschauer dafür.',
  create: 'Regel erstellen',
  save: 'Speichern',
  remove: 'Entfernen',
  failed: 'Die Regel wurde nicht gespeichert.',
  created: (pattern) => `Die Regel ${pattern} gilt ab jetzt`,
  changed: (pattern) => `Die Regel ${pattern} wurde geändert`,

  removeTitle: (pattern) => `Regel ${pattern} entfernen?`,
  removeEffect:
    'Ihre Streams laufen weiter. Von diesem Moment an gilt für sie, was ohne Regel gilt oder was eine andere passende Regel sagt.',
  removeFailed: 'Die Regel wurde nicht entfernt.',
  removed: (pattern) => `Die Regel ${pattern} wurde entfernt`,

  letGoTitle: (path) => `Zuschauer von ${path} trennen?`,
  letGoWhere: 'Auf welchem Knoten',
  letGoEverywhere: (viewers) => `Alle Knoten (${viewersOf(viewers)})`,
  letGoOn: (node, viewers) => `${node} (${viewersOf(viewers)})`,
  letGoEffect:
    'Sie erfahren den Grund und werden getrennt. Der Stream läuft weiter, und sie dürfen wiederkommen: Um sie fernzuhalten, legen Sie eine Regel fest.',
  letGoNobody: 'Im Moment sieht niemand zu.',
  letGoReason: 'Grund',
  letGoReasonHint: 'Zuschauer erfahren ihn, soweit ihr Player ihn zeigt; und er steht im Aktivitätsprotokoll.',
  letGo: 'Zuschauer trennen',
  letGoFailed: 'Sie wurden nicht getrennt.',
  viewerTitle: (path) => `Diesen Zuschauer von ${path} trennen?`,
  viewerEffect: (protocol, network, node) =>
    `1 Zuschauer auf ${node}, aus ${network} über ${protocol.toUpperCase()}, wird getrennt. Sonst merkt es niemand.`,
  viewerMay: 'Er darf wiederkommen',
  viewerMayHint: 'Die meisten Player versuchen es von selbst erneut und sind in Sekunden wieder da.',
  viewerKeepOut: 'Seine Adresse von diesem Stream fernhalten',
  viewerKeepOutHint:
    'Auf jedem Knoten, für diese Zeit. Auch alle anderen hinter derselben Adresse bleiben draußen: In einem Büro oder Mobilfunknetz können das viele sein.',
  viewerUndo:
    'Das Trennen lässt sich nicht rückgängig machen; eine ferngehaltene Adresse lässt sich auf dieser Seite wieder einlassen.',
  viewerGo: 'Trennen',
  viewerGone: 'Der Zuschauer wurde getrennt',
  viewerFailed: 'Der Zuschauer wurde nicht getrennt.',
  letGone: (path) => `Die Zuschauer von ${path} wurden getrennt`,
}
