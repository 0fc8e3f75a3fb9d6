/** A node without Docker: Node, the program and a unit for systemd, as an archive and as a Debian package. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { architectures } from './architectures.mjs'
import { debOf } from './deb.mjs'
import { withFolders } from './folders.mjs'
import { gzip } from './gzip.mjs'
import { nodeFor } from './node-binary.mjs'
import { license, runtimeFiles, runtimeManifest, version } from './runtime-files.mjs'
import { tarOf } from './tar.mjs'

/** Where a package has its files, and where an archive is meant to be unpacked. */
const debPrefix = '/usr/lib/headwater-node'
const archivePrefix = '/opt/headwater-node'

const template = (name) => readFileSync(join(import.meta.dirname, 'bare', name))
/** @param {'service' | 'package'} form as the node says it to its origin (contract/node.ts) */
const unit = (prefix, form) => {
  const text = template('headwater-node.service').toString('utf8')
  return Buffer.from(text.replaceAll('@PREFIX@', prefix).replaceAll('@FORM@', form))
}

/**
 * What archive and package share: `bin/headwater-node`, and in `lib/` Node and the program.
 * @param {'x86_64' | 'arm64'} arch
 */
export function bareFiles(arch) {
  const node = nodeFor(arch)
  const file = (name, content, mode = 0o644) => ({ name, type: 'file', mode, content })
  return [
    file('bin/headwater-node', template('headwater-node'), 0o755),
    file('lib/node', node.binary, 0o755),
    ...[...runtimeFiles(), runtimeManifest()].map(({ name, content }) => file(`lib/${name}`, content)),
    file('LICENSE', license()),
    file('LICENSE.node', node.license),
  ]
}

/** `headwater-node-VERSION/` and in it the files, and the unit for {@link archivePrefix}. */
export function bareArchive(files) {
  const top = `headwater-node-${version}`
  const all = [...files, { name: 'headwater-node.service', type: 'file', content: unit(archivePrefix, 'service') }]
  return gzip(tarOf(withFolders(all.map((entry) => ({ ...entry, name: `${top}/${entry.name}` })))))
}

/** The package: installed it is enabled, started when `/etc/headwater-node/headwater.yaml` is there; purged it leaves nothing. */
export function barePackage(files, arch) {
  const under = debPrefix.slice(1)
  const [ours, nodes] = ['LICENSE', 'LICENSE.node'].map((name) => files.find((file) => file.name === name).content)
  const copyright = Buffer.concat([
    Buffer.from('Headwater: Apache License 2.0. Node.js, which is in lib/node: see below.\n\n'),
    ours,
    Buffer.from(`\n${'-'.repeat(72)}\n\n`),
    nodes,
  ])
  const entries = [
    ...files
      .filter(({ name }) => !name.startsWith('LICENSE'))
      .map((entry) => ({ ...entry, name: `${under}/${entry.name}` })),
    { name: 'usr/bin/headwater-node', type: 'link', target: `../lib/headwater-node/bin/headwater-node` },
    { name: 'usr/lib/systemd/system/headwater-node.service', type: 'file', content: unit(debPrefix, 'package') },
    { name: 'usr/share/doc/headwater-node/copyright', type: 'file', content: copyright },
    { name: 'etc/headwater-node', type: 'folder' },
  ]
  return debOf({
    control: {
      Package: 'headwater-node',
      Version: version.replaceAll('-', '~'),
      Architecture: architectures[arch].debian,
      Maintainer: 'Headwater contributors <contributors@headwater.invalid>',
      Section: 'video',
      Priority: 'optional',
      Depends: 'libc6 (>= 2.28), libstdc++6 (>= 8), libgcc-s1, passwd, util-linux',
      Description:
        'Node of a Headwater live-streaming cluster\n Takes publishers, relays from other nodes and serves viewers, as a service of\n systemd with a user of its own. Brings its own Node.js.',
    },
    scripts: Object.fromEntries(['postinst', 'postrm', 'prerm'].map((name) => [name, template(name)])),
    entries: withFolders(entries),
  })
}
