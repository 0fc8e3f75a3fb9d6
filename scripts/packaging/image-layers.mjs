/** The layers of a node-runtime image: the lowest ones from a base, ours above it. */
import { debianLibraries } from './debian-libraries.mjs'
import { layerOf } from './docker-archive.mjs'
import { withFolders } from './folders.mjs'
import { dataFolder, nodeUser, programFolder } from './image-config.mjs'
import { nodeFor } from './node-binary.mjs'
import { license, runtimeFiles, runtimeManifest } from './runtime-files.mjs'
import { tarOf } from './tar.mjs'

/**
 * The program and the folder it keeps its things in.
 * @returns {import('./tar.mjs').Entry[]}
 */
export function programEntries() {
  const files = [...runtimeFiles(), { name: 'LICENSE', content: license() }, runtimeManifest()]
  return withFolders([
    ...files.map(({ name, content }) => ({ name: `${programFolder}/${name}`, type: 'file', content })),
    { name: dataFolder.slice(1), type: 'folder', mode: 0o700, owner: nodeUser },
  ])
}

export const programLayer = () => layerOf(tarOf(programEntries()), 'COPY node-runtime /opt/headwater')

/**
 * Node, its libraries and nothing else: no shell, no package manager, nothing to be kept up to date but these.
 * @param {'x86_64' | 'arm64'} arch
 * @param {string | null} debs folder of .deb files; null: apt downloads them
 */
export function bareBase(arch, debs) {
  const node = nodeFor(arch)
  const { entries, from } = debianLibraries(arch, debs)
  const text = (name, lines) => ({ name, type: 'file', content: Buffer.from(`${lines.join('\n')}\n`) })
  const all = withFolders([
    ...entries,
    { name: 'usr/local/bin/node', type: 'file', mode: 0o755, content: node.binary },
    { name: 'usr/share/doc/node/LICENSE', type: 'file', content: node.license },
    text('etc/passwd', [
      'root:x:0:0:root:/:/sbin/nologin',
      `headwater:x:${nodeUser}:${nodeUser}:Headwater node:${dataFolder}:/sbin/nologin`,
    ]),
    text('etc/group', ['root:x:0:', `headwater:x:${nodeUser}:`]),
    text('etc/nsswitch.conf', ['passwd: files', 'group: files', 'hosts: files dns']),
    // Where programs look for libraries.
    { name: 'lib', type: 'link', target: 'usr/lib' },
    { name: 'lib64', type: 'link', target: 'usr/lib64' },
    { name: 'tmp', type: 'folder', mode: 0o1777 },
    ...['dev', 'proc', 'run', 'sys'].map((name) => ({ name, type: 'folder' })),
  ])
  return {
    layer: layerOf(tarOf(all), `Node ${node.version} and ${from.join(', ')}`),
    made_from: [`node ${node.version}`, ...from],
  }
}
