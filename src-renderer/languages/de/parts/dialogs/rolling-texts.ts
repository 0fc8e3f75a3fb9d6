import type { rollingTexts as english } from '../../../../parts/dialogs/rolling-texts.ts'
import { counted, formatCount } from '../../../../parts/format.ts'

export const texts: typeof english = {
  title: 'Knoten der Reihe nach leeren',
  which: 'Welche Knoten',
  all: (nodes) => `Alle Knoten, die Arbeit annehmen (${formatCount(nodes)})`,
  region: (region) => `Region ${region}`,
  chosen: 'Nur diese',
  chosenPlaceholder: 'Knoten wählen, in der gewünschten Reihenfolge',
  atOnce: 'Gleichzeitig',
  keep: 'Knoten, die bleiben',
  keepSuffix: ' %',
  deadline: 'Auf jeden höchstens warten',
  deadlines: [
    { value: '60000', label: '1 Minute' },
    { value: '300000', label: '5 Minuten' },
    { value: '900000', label: '15 Minuten' },
    { value: '3600000', label: '1 Stunde' },
    { value: 'never', label: 'Bis der Letzte geht' },
  ],
  between: 'Wenn ein Knoten geleert ist',
  betweens: [
    {
      value: 'resume',
      label: 'Er nimmt von selbst wieder Arbeit an',
      description: 'Nach zehn Sekunden: damit neu startet, was er trägt.',
    },
    {
      value: 'maintenance',
      label: 'Er geht in Wartung und wartet',
      description:
        'Erledigen Sie von Hand, was zu tun ist, und nehmen Sie ihn wieder auf: Dann folgt der nächste Knoten.',
    },
    {
      value: 'upgrade',
      label: 'Er wird aktualisiert und nimmt dann wieder Arbeit an',
      description: 'Auf die Version dieses Origins, durch einen Lauf auf seiner Maschine mit dem aufbewahrten Login.',
    },
  ],
  canary: 'Knoten, die zuerst kommen',
  canaryHint:
    'Bei allen muss es gut gehen, bevor ein anderer beginnt. Eine Version, die auf einem scheitert, wird auf keinem anderen versucht.',
  leaveRegion: 'Zuschauer dürfen zu Knoten anderer Regionen gehen',
  plan: 'In dieser Reihenfolge',
  planLoading: 'Es wird nachgesehen, was die Knoten tragen',
  planFailed: 'Das geht nicht.',
  planColumns: { node: 'Knoten', viewers: 'Zuschauer', up: 'Bleiben', room: 'Platz für' },
  up: (up, total) => `${formatCount(up)} von ${formatCount(total)}`,
  more: (nodes) => `und ${counted(nodes, 'weiterer Knoten', 'weitere Knoten')}`,
  leftOut: (left_out) =>
    `Nicht darunter: ${left_out
      .slice(0, 4)
      .map(({ node_name, reason }) => `${node_name} (${reason})`)
      .join(', ')}${left_out.length > 4 ? ` und ${formatCount(left_out.length - 4)} weitere` : ''}.`,
  shortTitle: 'Alles zusammen würde jetzt nicht passen',
  short: 'Trotzdem beginnen und warten, wo zu wenig bleiben würde',
  start: (nodes) => (nodes === 0 ? 'Starten' : `${counted(nodes, 'Knoten', 'Knoten')} leeren`),
  failed: 'Das Leeren der Reihe nach wurde nicht gestartet.',
  started: (nodes) => `Das Leeren der Reihe nach von ${counted(nodes, 'Knoten', 'Knoten')} hat begonnen`,

  cancelTitle: 'Leeren der Reihe nach abbrechen?',
  cancelEffect: (left) =>
    left === 0
      ? 'Jeder Knoten ist an der Reihe gewesen.'
      : `${counted(left, 'Knoten, der noch wartet, bleibt', 'Knoten, die noch warten, bleiben')} unberührt.`,
  cancelOut: (names) => `${names.join(', ')} ${names.length === 1 ? 'ist' : 'sind'} im Moment herausgenommen.`,
  cancelResume: 'Sie wieder Arbeit annehmen lassen',
  cancelKeep: 'Weiterlaufen lassen',
  cancel: 'Lauf abbrechen',
  cancelFailed: 'Der Lauf wurde nicht abgebrochen.',
  cancelled: 'Das Leeren der Reihe nach ist abgebrochen',
}
