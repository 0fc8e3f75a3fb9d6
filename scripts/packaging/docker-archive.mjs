/**
 * Archives that `docker load` takes (Docker image specification v1.2: manifest.json, a configuration, layers). The archive is
 * not compressed, its layers are: so whoever reads it finds every layer at an offset and can leave it out, and it is still
 * small on the wire. Docker since 1.10 and containerd unpack such layers.
 */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { PackagingError } from './architectures.mjs'
import { gzip, sha256 } from './gzip.mjs'
import { padding, readTar, sourceTime, tarHeader } from './tar.mjs'

const isGzip = (content) => content[0] === 0x1f && content[1] === 0x8b

/**
 * @typedef {object} Layer
 * @property {string} diff_id `sha256:` and the hash of the layer's tar archive
 * @property {Buffer} archive
 * @property {Buffer} file the same, compressed
 * @property {string} digest `sha256:` and the hash of `file`
 * @property {string} created_by what is said of it in the image's history
 */

/**
 * @param {readonly Buffer[]} pieces the layer's tar archive
 * @param {string} created_by
 * @returns {Layer}
 */
export function layerOf(pieces, created_by) {
  const file = gzip(pieces)
  return {
    diff_id: `sha256:${sha256(...pieces)}`,
    archive: Buffer.concat(pieces),
    file,
    digest: `sha256:${sha256(file)}`,
    created_by,
  }
}

/**
 * @param {object} image
 * @param {string} image.tag
 * @param {object} image.config section `config` of the image's configuration
 * @param {string} image.architecture as Docker calls it
 * @param {readonly Layer[]} image.layers from the lowest
 * @param {readonly object[]} image.history an entry for each layer, and for what is none
 * @returns {{ archive: Buffer, id: string, layers: { diff_id: string, digest: string, bytes: number, file: string }[] }}
 */
export function dockerArchive({ tag, config, architecture, layers, history }) {
  const created = sourceTime()
  const configuration = Buffer.from(
    JSON.stringify({
      architecture,
      os: 'linux',
      created,
      config,
      rootfs: { type: 'layers', diff_ids: layers.map(({ diff_id }) => diff_id) },
      history,
    }),
  )
  const id = sha256(configuration)
  const named = layers.map(({ diff_id, digest, file }) => ({
    diff_id,
    digest,
    bytes: file.length,
    file: `${diff_id.slice(7)}/layer.tar`,
  }))
  const manifest = Buffer.from(
    JSON.stringify([{ Config: `${id}.json`, RepoTags: [tag], Layers: named.map(({ file }) => file) }]),
  )
  const parts = []
  const add = (name, content) =>
    parts.push(tarHeader({ name, type: 'file' }, content.length), content, padding(content.length))
  add('manifest.json', manifest)
  add(`${id}.json`, configuration)
  // The same layer twice is one file.
  for (const [index, { file }] of named.entries()) {
    if (named.findIndex((other) => other.file === file) === index) add(file, layers[index].file)
  }
  return { archive: Buffer.concat([...parts, Buffer.alloc(1024)]), id: `sha256:${id}`, layers: named }
}

/** The image of an archive in a file; see {@link readDockerImage}. */
export const readDockerArchive = (path) => readDockerImage(readFileSync(path), path)

/**
 * The image of an archive that `docker save` or another program wrote.
 * @param {Buffer} raw
 * @param {string} path what it is called in errors
 * @returns {{ configuration: any, layers: Layer[] }}
 */
export function readDockerImage(raw, path) {
  const files = new Map()
  const links = new Map()
  for (const { name, flag, target, content } of readTar(isGzip(raw) ? gunzipSync(raw) : raw)) {
    if (flag === '0' || flag === '7') files.set(name, content)
    // A layer that occurs twice: `docker save` writes a link to `../ID/layer.tar`.
    else if (flag === '1' || flag === '2')
      links.set(name, flag === '1' ? target : new URL(target, `file:///${name}`).pathname.slice(1))
  }
  const fileNamed = (name) => {
    const content = files.get(name) ?? files.get(links.get(name))
    if (content === undefined) throw new PackagingError(`${path} is no archive of a Docker image: it lacks ${name}.`)
    return content
  }
  const [{ Config, Layers }, more] = JSON.parse(fileNamed('manifest.json').toString('utf8'))
  if (more !== undefined) throw new PackagingError(`${path} holds several images; it should hold one.`)
  const configuration = JSON.parse(fileNamed(Config).toString('utf8'))
  const created = (configuration.history ?? []).filter(({ empty_layer }) => !empty_layer)
  const layers = Layers.map((name, index) => {
    const content = fileNamed(name)
    const layer = layerOf([isGzip(content) ? gunzipSync(content) : content], created[index]?.created_by ?? '')
    if (layer.diff_id !== configuration.rootfs.diff_ids[index])
      throw new PackagingError(`${path} is damaged: ${name} is not what its image says.`)
    return layer
  })
  return { configuration, layers }
}
