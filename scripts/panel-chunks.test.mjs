import { expect, test } from 'vitest'
import { groupModules } from './panel-chunks.mjs'

/** A chunk as the bundler tells of it. @param {string} file @param {object} [more] */
const chunk = (file, more = {}) => ({
  fileName: file,
  imports: [],
  isEntry: false,
  isDynamicEntry: false,
  facadeModuleId: null,
  moduleIds: [`/src/${file}`],
  ...more,
})
const alone = (file, facadeModuleId, imports = []) =>
  chunk(file, { isDynamicEntry: true, facadeModuleId, imports, moduleIds: [facadeModuleId] })

const panel = [
  chunk('index', { isEntry: true, facadeModuleId: '/src/main.tsx', imports: ['language'] }),
  chunk('language'),
  alone('de', '/src/languages/de/catalogue.ts', ['format']),
  chunk('format'),
  alone('draw', '/src/shell/draw-panel.tsx', ['react', 'format']),
  chunk('react'),
  alone('overview', '/src/screens/overview/screen.tsx', ['react', 'badge', 'language']),
  chunk('badge'),
  alone('nodes', '/src/screens/nodes/screen.tsx', ['react', 'badge', 'table']),
  alone('streams', '/src/screens/streams/screen.tsx', ['table']),
  chunk('table'),
  alone('player', '/src/player.ts'),
]

/** Where each module ends up: in the group of the highest priority that has it, or (undefined) wherever the bundler puts it. */
function placeOf(id, groups = groupModules(panel)) {
  return groups.toSorted((a, b) => b.priority - a.priority).find(({ test: has }) => has(id))?.name
}

test('what the first screen needs is one file, whatever else needs it too', () => {
  const first = ['/src/shell/draw-panel.tsx', '/src/screens/overview/screen.tsx', '/src/react', '/src/badge']
  expect(first.map((id) => placeOf(id))).toEqual(['panel', 'panel', 'panel', 'panel'])
})

test('what a catalogue of texts needs comes before the first screen, which waits for it', () => {
  expect(['/src/language', '/src/format'].map((id) => placeOf(id))).toEqual(['start', 'start'])
})

test('the module that waits for the first screen stays out of all of them, as it would wait for itself', () => {
  expect(placeOf('/src/main.tsx')).toBeUndefined()
})

test('what other screens share is one file; what is of use to one of them stays with it', () => {
  expect(placeOf('/src/table')).toBe('parts')
  const own = ['/src/screens/nodes/screen.tsx', '/src/languages/de/catalogue.ts', '/src/player.ts']
  expect(own.map((id) => placeOf(id))).toEqual([undefined, undefined, undefined])
})

test('a first screen that has moved is said, with what is to be mended', () => {
  const moved = panel.filter(({ fileName }) => fileName !== 'overview')
  expect(() => groupModules(moved)).toThrow('/screens/overview/screen.tsx; mend scripts/panel-chunks.mjs')
})

test('what looks up texts of other screens is a file that only those load, after the texts', () => {
  const settings = '/src-renderer/screens/settings'
  const more = [
    ...panel,
    alone('cluster', `${settings}/cluster/section.tsx`, ['table', 'words']),
    alone('certificates', `${settings}/certificates/section.tsx`, ['words', 'report']),
    chunk('words', { moduleIds: [`${settings}/cluster/setting-texts.ts`] }),
    // Needs such a text itself.
    chunk('report', { imports: ['words'] }),
  ]
  const groups = groupModules(more)
  expect(
    [`${settings}/cluster/setting-texts.ts`, '/src/report', '/src/table'].map((id) => placeOf(id, groups)),
  ).toEqual(['rooms', 'rooms', 'parts'])
  const early = alone('dialog', '/src-renderer/parts/dialogs/drain-node.tsx', ['report'])
  expect(() => groupModules([...more, early])).toThrow('drain-node.tsx can be loaded before the texts')
})
