/**
 * `npm run boundaries`: reads every import of the sources and fails on one that the rules of boundary-rules.mjs forbid,
 * on a ring of imports, and on a folder with a name that says nothing. Why this and not dependency-cruiser:
 * docs/decisions/0009-import-boundaries.md.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, posix, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseSync, Visitor } from 'oxc-parser'
import { boundaryRules, junkDrawer } from './boundary-rules.mjs'
import { root } from './bundles.mjs'

const folders = ['contract', 'src-main', 'src-renderer', 'node-runtime', 'scripts', 'test']
const isSource = (name) => /\.(ts|tsx|mjs|js)$/.test(name)

/** Paths of all sources under the folders, from `root`, with forward slashes. */
function listSources(root) {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && isSource(entry.name))
        .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join(posix.sep)),
    )
    .filter((path) => !path.includes('node_modules/') && !path.startsWith('test/artifacts/'))
    .sort()
}

/** Every import in a source text: import, export from, import(), and import types. */
export function readImports(path, text) {
  const { module, program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0].message}`)
  const found = []
  const add = (specifier, typeOnly, at) => found.push({ specifier, typeOnly, at })
  for (const { moduleRequest, entries, start } of module.staticImports) {
    add(moduleRequest.value, entries.length > 0 && entries.every((entry) => entry.isType), start)
  }
  for (const { entries, start } of module.staticExports) {
    for (const specifier of new Set(entries.flatMap((entry) => entry.moduleRequest?.value ?? []))) {
      const ofThis = entries.filter((entry) => entry.moduleRequest?.value === specifier)
      add(
        specifier,
        ofThis.every((entry) => entry.isType),
        start,
      )
    }
  }
  new Visitor({
    ImportExpression(node) {
      if (node.source.type === 'Literal') add(node.source.value, false, node.start)
    },
    TSImportType(node) {
      if (node.source?.type === 'Literal') add(node.source.value, true, node.start)
    },
  }).visit(program)
  return found.map(({ specifier, typeOnly, at }) => ({
    specifier,
    typeOnly,
    line: text.slice(0, at).split('\n').length,
  }))
}

/** @returns {import('./boundary-rules.mjs').Target} without `typeOnly` */
function resolveImport(root, from, specifier) {
  const bare = specifier.replace(/\?.*$/, '')
  const inside = bare.startsWith('#contract/')
    ? join('contract', bare.slice('#contract/'.length))
    : bare.startsWith('.')
      ? relative(root, resolve(root, dirname(from), bare))
      : undefined
  if (inside !== undefined) {
    const name = inside.split(sep).join(posix.sep)
    return { kind: existsSync(join(root, name)) ? 'file' : 'unresolved', name }
  }
  // Bun has node:quic; the Node that runs this check has not.
  if (isBuiltin(bare) || bare === 'node:quic') return { kind: 'builtin', name: bare }
  if (/^[#/]|^[a-z]+:/.test(bare)) return { kind: 'unresolved', name: bare }
  return { kind: 'package', name: bare.split('/', bare.startsWith('@') ? 2 : 1).join('/') }
}

/** One shortest ring of imports for each group of files that reach one another. */
export function findCycles(graph) {
  const cycles = []
  const seen = new Set()
  for (const start of graph.keys()) {
    const cycle = seen.has(start) ? undefined : shortestRing(graph, start)
    if (cycle === undefined) continue
    for (const path of cycle) seen.add(path)
    cycles.push(cycle)
  }
  return cycles
}

/** The shortest way from a file over its imports back to itself, breadth first; undefined where there is none. */
function shortestRing(graph, start) {
  const cameFrom = new Map([[start, undefined]])
  for (const at of cameFrom.keys()) {
    for (const next of graph.get(at) ?? []) {
      if (next === start) return wayTo(at, cameFrom)
      if (!cameFrom.has(next)) cameFrom.set(next, at)
    }
  }
  return undefined
}

function wayTo(end, cameFrom) {
  const way = []
  for (let at = end; at !== undefined; at = cameFrom.get(at)) way.unshift(at)
  return way
}

/**
 * All that is wrong with the imports of the tree under `root`.
 * @returns {{ files: number, imports: number, problems: string[] }} one readable line a problem
 */
export function checkBoundaries(root) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const sources = listSources(root)
  const problems = sources
    .filter((path) => junkDrawer.test(path))
    .map((path) => `${path}: a folder is named after what it is about, not utils, helpers, common, lib or misc`)
  const graph = new Map()
  let imports = 0
  for (const from of sources) {
    const reached = new Set()
    for (const { specifier, typeOnly, line } of readImports(from, readFileSync(join(root, from), 'utf8'))) {
      imports += 1
      const to = { ...resolveImport(root, from, specifier), typeOnly }
      if (to.kind === 'file' && to.name !== from) reached.add(to.name)
      for (const rule of boundaryRules) {
        if (rule.forbids(from, to, manifest)) {
          problems.push(`${from}:${line} imports ${to.name} [${rule.name}]: ${rule.why}`)
        }
      }
    }
    graph.set(from, reached)
  }
  for (const cycle of findCycles(graph)) {
    problems.push(
      `${[...cycle, cycle[0]].join(' -> ')} [no-circular-imports]: none of them can be read or tested alone`,
    )
  }
  return { files: sources.length, imports, problems }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { files, imports, problems } = checkBoundaries(root)
  for (const problem of problems) console.error(problem)
  console.log(
    problems.length === 0
      ? `Boundaries hold: ${imports} imports in ${files} files.`
      : `${problems.length} imports cross a boundary (docs/architecture.md says which room may import which).`,
  )
  process.exitCode = problems.length === 0 ? 0 : 1
}
