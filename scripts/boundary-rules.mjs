/**
 * Which room may import which (docs/architecture.md), as rules over single imports. `scripts/check-boundaries.mjs` reads
 * the sources and applies them. Type-only imports count like any other: a type is knowledge of the other room too.
 *
 * @typedef {object} Target What an import leads to.
 * @property {'file' | 'package' | 'builtin' | 'unresolved'} kind
 * @property {string} name path from the repository's root, package name, or the specifier as written
 * @property {boolean} typeOnly nothing of it is left in the program that runs
 *
 * @typedef {object} Rule
 * @property {string} name
 * @property {string} why shown with each violation
 * @property {(from: string, to: Target, manifest: Manifest) => boolean} forbids
 *
 * @typedef {{ dependencies?: Record<string, string> }} Manifest
 */

const features = [
  'alerts',
  'certificates',
  'nodes',
  'streams',
  'members',
  'provisioning',
  'rolling',
  'security',
  'trust',
]

/** Tests, and what stands beside them for them alone: `testing-clock.ts`, `testing/local-sshd.ts`. */
const isTest = (path) => /\.test\.(m?js|tsx?)$|(^|\/)testing([-/])/.test(path) || path.startsWith('test/')
const isIn = (path, ...folders) => folders.some((folder) => path.startsWith(`${folder}/`))
const isFileIn = (to, ...folders) => to.kind === 'file' && isIn(to.name, ...folders)

/** `src-main/nodes/registry.ts` -> `nodes`, for files in a folder of that program. */
const roomOf = (path, program) => (isIn(path, program) ? path.split('/')[1] : undefined)
const featureOf = (path) => {
  const room = roomOf(path, 'src-main')
  return features.includes(room) ? room : undefined
}
/** `src-renderer/screens/nodes/table.tsx` -> `nodes` */
const screenOf = (path) => (isIn(path, 'src-renderer/screens') ? path.split('/')[2] : undefined)

const programs = ['src-main', 'src-renderer', 'node-runtime']
const originLayers = 'desktop -> origin -> api -> features -> store, live-state, metrics'

/** @type {readonly Rule[]} */
export const boundaryRules = [
  {
    name: 'languages-run-nothing-with-texts',
    why: 'catalogues are loaded before every module that looks texts up; of those they know the types alone',
    forbids: (from, to) =>
      isIn(from, 'src-renderer/languages') &&
      !isTest(from) &&
      to.kind === 'file' &&
      !to.typeOnly &&
      !isIn(to.name, 'src-renderer/languages') &&
      to.name !== 'src-renderer/parts/format.ts' &&
      // Which languages there are; it imports nothing.
      to.name !== 'contract/language.ts',
  },
  {
    name: 'texts-of-the-shell-know-types-alone',
    why: 'what the shell says is made for a language that is handed in; texts run nothing, least of all Electron',
    forbids: (from, to) =>
      isIn(from, 'src-main/desktop') &&
      /-texts\.ts$/.test(from) &&
      !to.typeOnly &&
      !(to.kind === 'file' && /-texts\.ts$/.test(to.name)),
  },
  {
    name: 'contract-imports-zod-only',
    why: 'what crosses a process boundary depends on nothing of ours and on zod alone',
    forbids: (from, to) =>
      isIn(from, 'contract') &&
      !isFileIn(to, 'contract') &&
      !(to.kind === 'package' && to.name === 'zod') &&
      !(isTest(from) && to.kind !== 'file'),
  },
  {
    name: 'programs-never-import-one-another',
    why: 'the origin, the panel and the node-runtime meet in contract/ and over the wire',
    forbids: (from, to) =>
      programs.some(
        (program) => isIn(from, program) && programs.some((other) => other !== program && isFileIn(to, other)),
      ),
  },
  {
    name: 'programs-import-no-tests-or-scripts',
    why: 'what ships does not lean on what builds or tests it',
    forbids: (from, to) =>
      isIn(from, ...programs) &&
      !isTest(from) &&
      (isFileIn(to, 'test', 'scripts') || (to.kind === 'file' && isTest(to.name))),
  },
  {
    name: 'only-desktop-imports-desktop',
    why: originLayers,
    forbids: (from, to) =>
      isIn(from, 'src-main') && !isIn(from, 'src-main/desktop') && isFileIn(to, 'src-main/desktop'),
  },
  {
    name: 'only-desktop-imports-origin',
    why: originLayers,
    forbids: (from, to) =>
      isIn(from, 'src-main') && !isIn(from, 'src-main/desktop', 'src-main/origin') && isFileIn(to, 'src-main/origin'),
  },
  {
    name: 'desktop-reaches-the-origin-only',
    why: 'the shell starts an origin and shows its panel; it does not reach past it',
    forbids: (from, to) =>
      isIn(from, 'src-main/desktop') &&
      isFileIn(to, 'src-main') &&
      !isFileIn(to, 'src-main/desktop', 'src-main/origin'),
  },
  {
    name: 'only-origin-imports-api',
    why: 'a feature never imports api; neither does what lies under the features',
    forbids: (from, to) =>
      isIn(from, 'src-main') && !isIn(from, 'src-main/origin', 'src-main/api') && isFileIn(to, 'src-main/api'),
  },
  {
    name: 'features-do-not-import-one-another',
    why: 'features meet through small interfaces that the composition root wires',
    forbids: (from, to) => {
      const mine = featureOf(from)
      const theirs = to.kind === 'file' ? featureOf(to.name) : undefined
      return mine !== undefined && theirs !== undefined && mine !== theirs && !isTest(from)
    },
  },
  {
    name: 'store-and-live-state-import-no-feature',
    why: 'the bottom of the house knows nothing of the rooms above it',
    forbids: (from, to) =>
      isIn(from, 'src-main/store', 'src-main/live-state', 'src-main/metrics') &&
      to.kind === 'file' &&
      featureOf(to.name) !== undefined &&
      !isTest(from),
  },
  {
    name: 'electron-in-desktop-only',
    why: 'the origin runs headless too',
    forbids: (from, to) =>
      to.kind === 'package' && to.name === 'electron' && !isIn(from, 'src-main/desktop', 'test/desktop'),
  },
  {
    name: 'media-knows-no-protocol',
    why: 'agent, protocols and relay import media; media imports none of them',
    forbids: (from, to) =>
      isIn(from, 'node-runtime/media') &&
      isFileIn(to, 'node-runtime/agent', 'node-runtime/protocols', 'node-runtime/relay', 'node-runtime/metrics'),
  },
  {
    name: 'media-opens-no-socket',
    why: 'bytes reach media through the protocols',
    forbids: (from, to) =>
      isIn(from, 'node-runtime/media') &&
      !to.typeOnly &&
      ((to.kind === 'builtin' && /^(node:)?(net|tls|https?|http2|dgram)$/.test(to.name)) || to.name === 'ws'),
  },
  {
    name: 'protocols-import-media-only',
    why: 'a protocol turns bytes into media and back; who may connect is handed in',
    forbids: (from, to) =>
      isIn(from, 'node-runtime/protocols') &&
      isFileIn(to, 'node-runtime/agent', 'node-runtime/relay', 'node-runtime/metrics'),
  },
  {
    name: 'workers-carry-media-only',
    why: 'threads share out connections; what lies under them does not know of threads, and what a node decides stays with its main thread',
    forbids: (from, to) =>
      (isIn(from, 'node-runtime/workers') && isFileIn(to, 'node-runtime/agent', 'node-runtime/relay')) ||
      (isIn(from, 'node-runtime/media', 'node-runtime/protocols', 'node-runtime/relay', 'node-runtime/agent') &&
        isFileIn(to, 'node-runtime/workers')),
  },
  {
    name: 'sidecar-stands-alone',
    why: 'the QUIC sidecar is a program of its own that runs on Bun; Node has no node:quic',
    forbids: (from, to) =>
      !isIn(from, 'node-runtime/relay/quic-sidecar') &&
      (isFileIn(to, 'node-runtime/relay/quic-sidecar') || (to.kind === 'builtin' && to.name === 'node:quic')),
  },
  {
    name: 'screens-stand-alone',
    why: 'a screen folder holds everything it alone needs; what several share is in parts/',
    forbids: (from, to) => {
      const mine = screenOf(from)
      const theirs = to.kind === 'file' ? screenOf(to.name) : undefined
      return mine !== undefined && theirs !== undefined && mine !== theirs
    },
  },
  {
    name: 'parts-and-data-know-no-screen',
    why: 'shell -> screens -> parts -> data',
    forbids: (from, to) =>
      (isIn(from, 'src-renderer/parts', 'src-renderer/data') &&
        isFileIn(to, 'src-renderer/screens', 'src-renderer/shell')) ||
      (isIn(from, 'src-renderer/data') && isFileIn(to, 'src-renderer/parts')),
  },
  {
    name: 'programs-ship-with-dependencies-only',
    why: 'what runs in the origin and the node-runtime is listed under dependencies, not a tool of development',
    forbids: (from, to, manifest) =>
      isIn(from, 'src-main', 'node-runtime') &&
      !isTest(from) &&
      to.kind === 'package' &&
      !to.typeOnly &&
      to.name !== 'electron' &&
      manifest.dependencies?.[to.name] === undefined,
  },
  {
    name: 'every-import-resolves',
    why: 'this import leads nowhere',
    forbids: (_from, to) => to.kind === 'unresolved',
  },
]

/** A folder is named after what it is about. */
export const junkDrawer = /(^|\/)(utils?|helpers?|common|libs?|misc)\//
