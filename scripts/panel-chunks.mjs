/**
 * How the panel is cut into files: docs/decisions/0053-the-first-screen-in-one-file.md. Left to itself the bundler makes a file of every set
 * of modules that two screens share, two hundred in all; each is a request, and a browser makes six of these at a time.
 */

/** Names of the chunks, as they stand in front of the hash. */
const FIRST_SCREEN = 'panel'
const SHARED = 'parts'
const ROOMS = 'rooms'
const START = 'start'

/** The modules that whoever opens the panel needs, besides what `main.tsx` itself is made of. */
const FIRST_SCREEN_MODULES = ['/shell/draw-panel.tsx', '/screens/overview/screen.tsx']
/** What these need comes with the start, since a text that is looked up before its catalogue is there stays English. */
const CATALOGUES = /\/languages\/\w+\/catalogue\.ts$/
/**
 * Modules that look up texts which come later than the first screen, with languages/*\/other-rooms.ts: those of all other screens, and those
 * of the first one that are loaded by `withOtherRooms`.
 */
const OTHER_ROOMS =
  /\/src-renderer\/(screens\/(?!overview\/|settings\/sections(-texts)?\.ts)|parts\/origin\/(alert-)?sentences\.ts)/

/**
 * Reads from a build that the bundler has cut which module belongs where: what starts the panel, what the first screen needs, and what several
 * of the other screens share; of the last, what looks up texts of theirs is a file of its own, which only they may load. What one screen alone needs stays with it, and so does what is loaded for a single use, such as a player.
 *
 * @param {readonly import('vite').Rolldown.OutputChunk[]} chunks
 * @returns {import('vite').Rolldown.CodeSplittingGroup[]} for `output.codeSplitting` of the build that counts
 */
export function groupModules(chunks) {
  const by_file = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const withImports = (files, seen = new Set()) => {
    for (const file of files) {
      const chunk = by_file.get(file)
      if (chunk === undefined || seen.has(file)) continue
      seen.add(file)
      withImports(chunk.imports, seen)
    }
    return seen
  }
  const fileOf = (module) => {
    const chunk = chunks.find(({ facadeModuleId }) => facadeModuleId?.replaceAll('\\', '/').endsWith(module))
    if (chunk === undefined)
      throw new Error(`No file of the panel begins with ${module}; mend scripts/panel-chunks.mjs.`)
    return chunk.fileName
  }
  // The one that waits for the first screen must not be among what the first screen waits for.
  const isLoadedAlone = ({ isEntry, isDynamicEntry }) => isEntry || isDynamicEntry
  const starts = chunks.filter((chunk) => chunk.isEntry || isCatalogue(chunk)).map(({ fileName }) => fileName)
  const shared = chunks.filter((chunk) => !isLoadedAlone(chunk))
  const hasRooms = (file) => shared.includes(by_file.get(file)) && by_file.get(file).moduleIds.some(isOfOtherRooms)
  const needsRooms = (file) => [...withImports([file])].some(hasRooms)
  const early = chunks.find(
    (chunk) => isLoadedAlone(chunk) && !isOfOtherRooms(chunk.facadeModuleId ?? '') && needsRooms(chunk.fileName),
  )
  if (early !== undefined) {
    throw new Error(
      `${early.facadeModuleId} can be loaded before the texts of other screens, and needs some: move them to parts/, or what it shares with a screen out of it.`,
    )
  }
  const sharedFiles = shared.map(({ fileName }) => fileName)
  const groups = [
    [START, [...withImports(starts)].filter((file) => !isLoadedAlone(by_file.get(file)))],
    [FIRST_SCREEN, [...withImports(FIRST_SCREEN_MODULES.map(fileOf))]],
    [SHARED, sharedFiles.filter((file) => !needsRooms(file))],
    [ROOMS, sharedFiles.filter(needsRooms)],
  ]
  // A module goes to the first group that has it, and the bundler asks the one of the highest priority first.
  return groups.map(([name, files], at) => {
    const modules = new Set(files.flatMap((file) => by_file.get(file).moduleIds))
    return { name, priority: groups.length - at, test: (id) => modules.has(id) }
  })
}

const isOfOtherRooms = (id) => OTHER_ROOMS.test(id.replaceAll('\\', '/'))
const isCatalogue = ({ facadeModuleId }) => CATALOGUES.test(facadeModuleId?.replaceAll('\\', '/') ?? '')

/** Has the browser fetch the first screen's script and style along with the page, rather than when the script before asks for it. */
export const preloadFirstScreen = () => ({
  name: 'headwater-preload-first-screen',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle = {} }) {
      const chunks = Object.values(bundle).filter(({ type }) => type === 'chunk')
      const panel = chunks.find(({ name }) => name === FIRST_SCREEN)
      if (panel === undefined) throw new Error(`The panel has no file ${FIRST_SCREEN}; mend scripts/panel-chunks.mjs.`)
      const early = chunks.find((one) => (one.isEntry || isCatalogue(one)) && one.imports.includes(panel.fileName))
      if (early !== undefined) throw new Error(`${early.fileName} would draw the panel before its language is there.`)
      const link = (attrs) => ({ tag: 'link', attrs: { ...attrs, crossorigin: true }, injectTo: 'head' })
      return [
        link({ rel: 'modulepreload', href: `/${panel.fileName}` }),
        ...[...panel.viteMetadata.importedCss].map((file) => link({ rel: 'preload', as: 'style', href: `/${file}` })),
      ]
    },
  },
})
