import { type FileHandle, open } from 'node:fs/promises'
import { type Part, type Transferable, transferableOf } from './archive-parts.ts'
import { ArtifactError, type ImageArtifact } from './artifacts.ts'

const BLOCK = 512

/**
 * How many of an image's layers, from the lowest, an engine has already.
 * An engine keeps a layer as one upon those below it, so only a beginning that one of its images shares counts.
 * @param images diff ids of each image of the engine, from the lowest (`RootFS.Layers`)
 */
export function sharedLayers(image: ImageArtifact, images: readonly (readonly string[])[]): number {
  const own = image.layers.map(({ diff_id }) => diff_id)
  const shared = images.map((theirs) => {
    const differs = own.findIndex((diff_id, index) => theirs[index] !== diff_id)
    return differs === -1 ? own.length : differs
  })
  return Math.max(0, ...shared)
}

/**
 * The archive without the files of its lowest layers. Docker's classic image store loads it where it has these layers; where it
 * has not, or keeps images in containerd, it says so in the stream of `POST /images/load`, and the whole archive is to be sent.
 * @param count as {@link sharedLayers} says
 * @throws {ArtifactError} where the file is no such archive
 */
export async function withoutLayers(image: ImageArtifact, count: number): Promise<Transferable> {
  if (count === 0) return transferableOf([{ path: image.path, from: 0, to: image.bytes }])
  const needed = new Set(image.layers.slice(count).map(({ diff_id }) => layerFile(diff_id)))
  const left_out = new Set(
    image.layers
      .slice(0, count)
      .map(({ diff_id }) => layerFile(diff_id))
      .filter((file) => !needed.has(file)),
  )
  const file = await open(image.path)
  try {
    return transferableOf(await partsWithout(file, image, left_out))
  } finally {
    await file.close()
  }
}

/** As `scripts/packaging/docker-archive.mjs` names the file of a layer. */
const layerFile = (diff_id: string) => `${diff_id.slice('sha256:'.length)}/layer.tar`

/** Everything of the archive but these files, neighbours joined. Reads the headers alone. */
async function partsWithout(
  file: FileHandle,
  { path, bytes }: ImageArtifact,
  left_out: ReadonlySet<string>,
): Promise<Part[]> {
  const parts: { path: string; from: number; to: number }[] = []
  const keep = (from: number, to: number) => {
    const last = parts.at(-1)
    if (last?.to === from) last.to = to
    else parts.push({ path, from, to })
  }
  const header = Buffer.alloc(BLOCK)
  let at = 0
  for (;;) {
    const { bytesRead } = await file.read(header, 0, BLOCK, at)
    if (bytesRead < BLOCK || at >= bytes) throw notAnArchive(path)
    if (header[0] === 0) break
    const size = Number.parseInt(header.toString('latin1', 124, 135), 8)
    if (!Number.isSafeInteger(size) || size < 0 || header.toString('latin1', 257, 262) !== 'ustar')
      throw notAnArchive(path)
    const next = at + BLOCK + Math.ceil(size / BLOCK) * BLOCK
    if (!left_out.has(header.toString('utf8', 0, header.indexOf(0)))) keep(at, next)
    at = next
  }
  keep(at, bytes)
  return parts
}

const notAnArchive = (path: string) =>
  new ArtifactError(
    'artifact_damaged',
    `${path} is not an archive of an image as Headwater makes it.`,
    'Delete it and its .json, and make or copy it again.',
  )
