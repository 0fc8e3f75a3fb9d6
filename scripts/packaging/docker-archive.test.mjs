import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sharedLayers, withoutLayers } from '../../src-main/provisioning/artifacts/without-layers.ts'
import { dockerArchive, layerOf, readDockerArchive } from './docker-archive.mjs'
import { gzip, sha256 } from './gzip.mjs'
import { readTar, tarOf } from './tar.mjs'

let folder
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'docker-archive-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const layerWith = (name, content) =>
  layerOf(tarOf([{ name, type: 'file', content: Buffer.from(content) }], 0), `COPY ${name}`)
const lower = layerWith('lower', 'l'.repeat(70_000))
const upper = layerWith('upper', 'u')

/** As an origin would have it. */
function imageOf(layers) {
  const made = dockerArchive({
    tag: 'a/b:1',
    config: { User: '1' },
    architecture: 'amd64',
    layers,
    history: layers.map(({ created_by }) => ({ created_by })),
  })
  const path = join(folder, 'image.tar')
  writeFileSync(path, made.archive)
  return {
    ...made,
    path,
    bytes: made.archive.length,
    sha256: sha256(made.archive),
    version: '1',
    arch: 'x86_64',
    tag: 'a/b:1',
  }
}

const collect = async (stream) => Buffer.concat(await stream.toArray())
const namesIn = (archive) => [...readTar(archive)].map(({ name }) => name)

describe('archive of an image', () => {
  it('reads back what it wrote', () => {
    const image = imageOf([lower, upper])
    const { configuration, layers } = readDockerArchive(image.path)
    expect(configuration).toMatchObject({ architecture: 'amd64', os: 'linux', config: { User: '1' } })
    expect(layers).toEqual([lower, upper])
    expect(image.id).toMatch(/^sha256:[0-9a-f]{64}$/)
  })

  it('reads archives that are compressed, and link to a layer that occurs twice', () => {
    const image = imageOf([lower, upper])
    const entries = [...readTar(image.archive)].map(({ name, content }) => ({ name, type: 'file', content }))
    const [manifest, ...rest] = entries
    const said = JSON.parse(manifest.content.toString())
    const linked = 'other/layer.tar'
    said[0].Layers[1] = linked
    const archive = tarOf([
      { ...manifest, content: Buffer.from(JSON.stringify(said)) },
      ...rest,
      { name: linked, type: 'link', target: `../${upper.diff_id.slice(7)}/layer.tar` },
    ])
    const path = join(folder, 'saved.tar.gz')
    writeFileSync(path, gzip(archive))
    expect(readDockerArchive(path).layers[1].diff_id).toBe(upper.diff_id)
  })

  it('refuses a layer that is not what the image says', () => {
    const image = imageOf([lower, upper])
    const entries = [...readTar(image.archive)].map(({ name, content }) => ({ name, type: 'file', content }))
    entries[2].content = gzip(tarOf([{ name: 'lower', type: 'file', content: Buffer.from('other') }]))
    writeFileSync(image.path, Buffer.concat(tarOf(entries)))
    expect(() => readDockerArchive(image.path)).toThrow('is damaged')
  })
})

describe('archive without layers that an engine has', () => {
  it('leaves out the files of the lowest ones, and nothing else', async () => {
    const image = imageOf([lower, upper])
    const short = await withoutLayers(image, 1)
    const archive = await collect(short.open())
    expect(archive.length).toBe(short.bytes)
    expect(namesIn(archive)).toEqual(namesIn(image.archive).filter((name) => name !== image.layers[0].file))
    const [upperFile] = [...readTar(archive)].filter(({ name }) => name === image.layers[1].file)
    expect(gunzipSync(upperFile.content)).toEqual(upper.archive)
    expect(await short.sha256()).toBe(sha256(archive))
  })

  it('goes on from every offset', async () => {
    const image = imageOf([lower, upper])
    const short = await withoutLayers(image, 1)
    const archive = await collect(short.open())
    for (const offset of [0, 1, 511, 512, 1024, 2000, short.bytes - 1, short.bytes]) {
      expect((await collect(short.open(offset))).equals(archive.subarray(offset))).toBe(true)
    }
  })

  it('is the whole archive where nothing is shared', async () => {
    const image = imageOf([lower, upper])
    expect(await collect((await withoutLayers(image, 0)).open())).toEqual(image.archive)
  })

  it('keeps a file that a layer above needs too', async () => {
    const image = imageOf([lower, upper, lower])
    expect(namesIn(await collect((await withoutLayers(image, 1)).open()))).toContain(image.layers[0].file)
  })

  it('refuses what is no archive', async () => {
    const image = imageOf([lower])
    writeFileSync(image.path, Buffer.alloc(image.bytes, 'x'))
    await expect(withoutLayers(image, 1)).rejects.toMatchObject({ code: 'artifact_damaged' })
  })

  it('counts a layer only upon the same ones below it', () => {
    const image = imageOf([lower, upper])
    const [a, b] = image.layers.map(({ diff_id }) => diff_id)
    expect(sharedLayers(image, [])).toBe(0)
    expect(
      sharedLayers(image, [
        [b, a],
        ['sha256:other', b],
      ]),
    ).toBe(0)
    expect(sharedLayers(image, [[a, 'sha256:other'], [b]])).toBe(1)
    expect(sharedLayers(image, [[a, b, 'sha256:more']])).toBe(2)
  })
})
