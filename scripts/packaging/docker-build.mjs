/** The image as Docker builds it from node-runtime/Dockerfile, made reproducible afterwards: an engine stamps the hour on what it copies. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../bundles.mjs'
import { architectures, PackagingError } from './architectures.mjs'
import { layerOf, readDockerImage } from './docker-archive.mjs'
import { withFolders } from './folders.mjs'
import { dataFolder, programFolder } from './image-config.mjs'
import { programEntries } from './image-layers.mjs'
import { version } from './runtime-files.mjs'
import { readTar, sourceTime, tarOf } from './tar.mjs'

const baseTag = 'node:24-bookworm-slim'

/**
 * @param {'x86_64' | 'arm64'} arch
 * @returns the layers, configuration and history of the image, what is ours in it with one time and in one order
 */
export function buildWithDocker(arch) {
  const platform = architectures[arch].docker
  const built = `headwater/node-runtime:build-${process.pid}`
  const foreign =
    docker(['version', '--format', '{{.Server.Arch}}']).toString().trim() === platform
      ? []
      : ['--platform', `linux/${platform}`]
  const facts = ['--build-arg', `VERSION=${version}`, '--build-arg', `ARCH=${arch}`]
  docker(['build', '--quiet', ...foreign, ...facts, '--tag', built, '-'], buildContext())
  try {
    const base = new Set(
      JSON.parse(docker(['image', 'inspect', '--format', '{{json .RootFS.Layers}}', baseTag]).toString()),
    )
    return reproducible(readDockerImage(docker(['save', built]), 'what Docker built'), base)
  } finally {
    docker(['rmi', '--no-prune', built])
  }
}

/** What the Dockerfile copies, and itself: sent as an archive, so that the engine may be on another machine. */
function buildContext() {
  const program = programEntries().filter(({ name, type }) => type === 'file' && name.startsWith(`${programFolder}/`))
  const dockerfile = readFileSync(join(root, 'node-runtime', 'Dockerfile'))
  return Buffer.concat(
    tarOf([
      { name: 'Dockerfile', type: 'file', content: dockerfile },
      ...withFolders(
        program.map((entry) => ({ ...entry, name: `node-runtime${entry.name.slice(programFolder.length)}` })),
      ),
      { name: 'data', type: 'folder', mode: 0o700 },
    ]),
  )
}

function reproducible({ configuration, layers }, base) {
  const created = sourceTime()
  const types = { 0: 'file', 5: 'folder', 2: 'link' }
  const renewed = layers.map((layer) => {
    if (base.has(layer.diff_id)) return layer
    const entries = [...readTar(layer.archive)].map(({ name, flag, mode, owner, target, content }) => ({
      name,
      type: types[flag],
      // The folder is made by the engine, which gives it the rights it likes.
      mode: `/${name}` === dataFolder ? 0o700 : mode,
      owner,
      ...(flag === '0' ? { content } : {}),
      ...(flag === '2' ? { target } : {}),
    }))
    return layerOf(tarOf(entries.sort((a, b) => (a.name < b.name ? -1 : 1))), layer.created_by)
  })
  // What comes after the last layer of the base is ours, or says nothing of its files.
  let ofBase = layers.filter(({ diff_id }) => base.has(diff_id)).length
  const history = configuration.history.map(({ created: then, created_by, empty_layer }) => {
    const entry = { created: ofBase > 0 ? then : created, created_by, ...(empty_layer ? { empty_layer } : {}) }
    if (!empty_layer) ofBase -= 1
    return entry
  })
  // Some engines leave the id of a container they built in.
  const { Hostname: _name, Domainname: _domain, Image: _image, ...config } = configuration.config
  return { layers: renewed, history, config, made_from: [baseTag] }
}

function docker(words, input = undefined) {
  const { status, stdout, stderr, error } = spawnSync('docker', words, { timeout: 600_000, maxBuffer: 1 << 30, input })
  if (status === 0) return stdout
  const said = error?.message ?? stderr.toString().trim().split('\n').slice(-5).join('\n')
  throw new PackagingError(
    `\`docker ${words[0]}\` failed: ${said}\nWithout --docker the image is made without any Docker.`,
  )
}
