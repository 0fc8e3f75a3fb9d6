/** `npm run image [-- options]`: makes the images of the node-runtime that an origin brings to boxes; see --help. */
import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './bundles.mjs'
import { architectures, chosenArchitectures, ownArchitecture, PackagingError } from './packaging/architectures.mjs'
import { isFresh, writeArtifact } from './packaging/artifact-files.mjs'
import { dockerArchive, readDockerArchive } from './packaging/docker-archive.mjs'
import { buildWithDocker } from './packaging/docker-build.mjs'
import { imageConfig, tag } from './packaging/image-config.mjs'
import { bareBase, programLayer } from './packaging/image-layers.mjs'
import { inputsOf } from './packaging/inputs.mjs'
import { version } from './packaging/runtime-files.mjs'
import { sourceTime } from './packaging/tar.mjs'

const help = `npm run image [-- options]

Makes images of the node-runtime, as archives for \`docker load\`, in dist/images/. No Docker is needed: by default an
image holds Node (from npm), the libraries it needs (from Debian, by apt) and the program, and nothing else.

  --arch <name>      x86_64 or arm64; repeatable (default: both)
  --base <archive>   put the program on this image instead: an archive of node:24-bookworm-slim, of the one --arch
  --docker           build node-runtime/Dockerfile with the Docker that is here, for its own architecture or the one --arch
  --debs <folder>    Debian packages that were downloaded before, instead of asking apt
  --out <folder>     where to write (default: dist/images)
  --force            make them although they are up to date
  --help             this text

The same sources give the same bytes; SOURCE_DATE_EPOCH sets the time that everything carries (default: 1970).
`

const { values } = parseArgs({
  options: {
    arch: { type: 'string', multiple: true, default: [] },
    base: { type: 'string' },
    docker: { type: 'boolean', default: false },
    debs: { type: 'string' },
    out: { type: 'string', default: join(root, 'dist', 'images') },
    force: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
})

/** What the image is put together from, and what is told of that. */
function ingredients(arch) {
  if (values.docker) return buildWithDocker(arch)
  const created = sourceTime()
  const ours = programLayer()
  const ourHistory = [
    { created, created_by: ours.created_by },
    { created, created_by: 'USER, ENV, HEALTHCHECK, LABEL, ENTRYPOINT', empty_layer: true },
  ]
  if (values.base === undefined) {
    const { layer, made_from } = bareBase(arch, values.debs === undefined ? null : resolve(values.debs))
    return {
      layers: [layer, ours],
      history: [{ created, created_by: layer.created_by }, ...ourHistory],
      config: imageConfig(arch),
      made_from,
    }
  }
  const { configuration, layers } = readDockerArchive(values.base)
  if (configuration.architecture !== architectures[arch].docker) {
    throw new PackagingError(`${values.base} is an image for ${configuration.architecture}, and not for ${arch}.`)
  }
  return {
    layers: [...layers, ours],
    history: [...(configuration.history ?? layers.map(({ created_by }) => ({ created_by }))), ...ourHistory],
    config: imageConfig(arch),
    made_from: [`base ${layers.at(-1).diff_id}`],
  }
}

function make(arch) {
  const started = performance.now()
  const file = `headwater-node-runtime-${version}-${arch}.tar`
  const inputs = inputsOf('image', arch)
  // What lies in a base, an engine or a folder of packages may change without us.
  const mayKeep = !values.force && values.base === undefined && values.debs === undefined && !values.docker
  if (mayKeep && isFresh(values.out, file, inputs))
    return console.log(`${relative(process.cwd(), join(values.out, file))} is up to date.`)
  const { made_from, ...image } = ingredients(arch)
  const { archive, id, layers } = dockerArchive({ tag, architecture: architectures[arch].docker, ...image })
  const unpacked_bytes = image.layers.reduce((sum, layer) => sum + layer.archive.length, 0)
  const notes = { kind: 'image', version, arch, inputs, tag, id, layers, made_from, unpacked_bytes }
  writeArtifact(values.out, file, archive, notes)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(
    `${relative(process.cwd(), join(values.out, file))}: ${(archive.length / 1e6).toFixed(1)} MB, image ${id.slice(0, 19)}, in ${seconds} s.`,
  )
}

/** --base and --docker are about one architecture. */
function wanted() {
  if (values.base !== undefined && !existsSync(values.base))
    throw new PackagingError(`There is no file ${values.base}.`)
  if (values.base === undefined && !values.docker) return chosenArchitectures(values.arch)
  const named = values.arch.length > 0 ? values.arch : [ownArchitecture]
  if (named.length !== 1) throw new PackagingError('With --base or --docker, give one --arch.')
  return chosenArchitectures(named)
}

if (values.help) process.stdout.write(help)
else {
  try {
    for (const arch of wanted()) make(arch)
  } catch (error) {
    if (!(error instanceof PackagingError)) throw error
    console.error(error.message)
    process.exitCode = 69
  }
}
