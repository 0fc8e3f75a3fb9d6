import type { RemovedNode } from '#contract/removed-node.ts'
import type { texts as english } from '../../../../../screens/settings/removed-members/texts.ts'

const hows: Readonly<Record<RemovedNode['how'], string>> = {
  evicted: 'von einem Operator entfernt',
  retired: 'geleert, dann gegangen',
}
const kinds: Readonly<Record<RemovedNode['kind'], string>> = { headwater: 'Headwater', foreign: 'fremdes Fabrikat' }

export const texts: typeof english = {
  title: 'Entfernte Mitglieder',
  failed: 'Die entfernten Mitglieder konnten nicht gelesen werden.',
  about:
    'Wer entfernt wurde, bleibt draußen, welches Token er auch zeigt. Ein Mitglied fremden Fabrikats tritt mit dem Token bei, das alle gemeinsam haben; deshalb wird es hier wieder zugelassen. Ein Knoten von Headwater kommt mit einem neuen Beitrittsbefehl zurück.',
  list: 'Keine Mitglieder mehr',
  caption: 'Mitglieder, die entfernt wurden oder gegangen sind',
  columns: { name: 'Name', how: 'Abgang', kind: 'Art', seen: 'Zuletzt gehört', actions: 'Aktionen' },
  how: (how) => hows[how],
  kind: (kind) => kinds[kind],
  never: 'nie',
  allow: 'Wieder zulassen',
  allowOf: (name) => `Wieder zulassen: ${name}`,
  allowed: (name) => `${name} darf wieder beitreten`,
  allowFailed: (name) => `${name} wurde nicht zugelassen.`,
  allowTitle: (name) => `${name} wieder zulassen?`,
  allowEffect:
    'Das Mitglied kann mit dem Token, das alle gemeinsam haben, wieder beitreten und ist dann der Knoten, der es war: gleicher Name, und in dem Modus, in dem es gegangen ist.',
  join: 'Neuer Beitrittsbefehl',
  joinOf: (name) => `Neuer Beitrittsbefehl für ${name}`,
  none: 'Niemand wurde entfernt',
  noneText: 'Knoten, die entfernt werden oder nach dem Leeren gehen, stehen hier mit dem Weg zurück.',
}
