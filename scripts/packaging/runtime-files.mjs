/** The program that a node runs, as every package of it carries it. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashSources, root, staleBundles } from '../bundles.mjs'
import { PackagingError } from './architectures.mjs'

/** Version of everything here. */
export const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version

/** The bundles of dist/node-runtime. `quic-sidecar.js` is used where a Bun is on the PATH: none is carried, for its size. */
const names = ['health-check.js', 'main.js', 'quic-sidecar.js', 'worker.js']

/**
 * Builds the node-runtime where it is stale.
 * @returns {{ name: string, content: Buffer }[]} sorted by name
 */
export function runtimeFiles() {
  if (staleBundles(['node-runtime']).length > 0) {
    const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs'), 'node-runtime'], {
      stdio: ['ignore', 2, 2],
    })
    if (status !== 0) throw new PackagingError('The node-runtime could not be built; why is above.')
  }
  return names.map((name) => ({
    name,
    content: withoutSourceMap(readFileSync(join(root, 'dist', 'node-runtime', name))),
  }))
}

/** Source maps stay behind, so nothing may ask for them. */
const withoutSourceMap = (content) =>
  Buffer.from(content.toString('utf8').replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n'))

/** Says that the program is made of ES modules. */
export const runtimeManifest = () => ({
  name: 'package.json',
  content: Buffer.from(`${JSON.stringify({ name: 'headwater-node', version, type: 'module' })}\n`),
})

export const license = () => readFileSync(join(root, 'LICENSE'))

/** What the program of a node is made from, as a hash; with it, whoever has a package knows whether it is stale. */
export const sourcesOfRuntime = () => hashSources('node-runtime')
