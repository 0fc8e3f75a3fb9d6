/** `npm run package [-- options]`: makes what a node is installed from on a machine without Docker; see --help. */
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './bundles.mjs'
import { architectures, chosenArchitectures, PackagingError } from './packaging/architectures.mjs'
import { isFresh, writeArtifact } from './packaging/artifact-files.mjs'
import { bareArchive, bareFiles, barePackage } from './packaging/bare-node.mjs'
import { inputsOf } from './packaging/inputs.mjs'
import { version } from './packaging/runtime-files.mjs'

const help = `npm run package [-- options]

Makes the bare node, with its own Node.js and a unit for systemd, in dist/packages/: a Debian package and an archive for
each architecture. Needs nothing but what npm installed; Node for the other architecture is fetched from npm, once.

  --arch <name>     x86_64 or arm64; repeatable (default: both)
  --out <folder>    where to write (default: dist/packages)
  --force           make them although they are up to date
  --help            this text

The same sources give the same bytes; SOURCE_DATE_EPOCH sets the time that everything carries (default: 1970).
`

const { values } = parseArgs({
  options: {
    arch: { type: 'string', multiple: true, default: [] },
    out: { type: 'string', default: join(root, 'dist', 'packages') },
    force: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

function make(arch) {
  const kinds = {
    archive: `headwater-node-${version}-linux-${arch}.tar.gz`,
    deb: `headwater-node_${version}_${architectures[arch].debian}.deb`,
  }
  const shown = (name) => relative(process.cwd(), join(values.out, name))
  const inputs = inputsOf('package', arch)
  if (!values.force && Object.values(kinds).every((name) => isFresh(values.out, name, inputs))) {
    return console.log(`${Object.values(kinds).map(shown).join(' and ')} are up to date.`)
  }
  const files = bareFiles(arch)
  const contents = { archive: bareArchive(files), deb: barePackage(files, arch) }
  const unpacked_bytes = files.reduce((sum, { content }) => sum + content.length, 0)
  for (const [kind, name] of Object.entries(kinds)) {
    writeArtifact(values.out, name, contents[kind], { kind, version, arch, inputs, unpacked_bytes })
    console.log(`${shown(name)}: ${(contents[kind].length / 1e6).toFixed(1)} MB.`)
  }
}

if (values.help) process.stdout.write(help)
else {
  try {
    for (const arch of chosenArchitectures(values.arch)) make(arch)
  } catch (error) {
    if (!(error instanceof PackagingError)) throw error
    console.error(error.message)
    process.exitCode = 69
  }
}
