import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { z } from 'zod'
import { type Architecture, imageNotesSchema, packageNotesSchema, sizeNotesSchema } from './artifact-notes.ts'
import { type Artifact, ArtifactError, type Artifacts, type ImageArtifact } from './artifacts.ts'
import type { ArtifactBuilder, Script } from './build-artifact.ts'

export interface ArtifactPlaces {
  /** Version of this origin. */
  readonly version: string
  /** Folders to look in, best first. */
  readonly folders: readonly string[]
  /** Makes what is missing, or stale in `built`, once for each artifact; null: nothing can be made here. */
  readonly build: ArtifactBuilder | null
  /** Folders that `build` makes them in, looked at last. */
  readonly built: readonly string[]
}

const debArchitectures = { x86_64: 'amd64', arm64: 'arm64' }

/** Names of the artifacts, which the scripts that make them know as well (`scripts/image.mjs`, `scripts/package.mjs`). */
const fileNames = {
  image: (version: string, arch: Architecture) => `headwater-node-runtime-${version}-${arch}.tar`,
  archive: (version: string, arch: Architecture) => `headwater-node-${version}-linux-${arch}.tar.gz`,
  deb: (version: string, arch: Architecture) => `headwater-node_${version}_${debArchitectures[arch]}.deb`,
}

const what = { image: 'image of the node-runtime', archive: 'archive of the node', deb: 'Debian package of the node' }

/**
 * Finds artifacts in folders, and makes them first where this origin runs from a repository. A file is compared with its hash
 * once, and again when it has changed.
 */
export function openArtifacts(places: ArtifactPlaces): Artifacts {
  const proven = new Map<string, string>()
  const made = new Set<string>()

  async function firstOf<Notes extends { bytes: number; sha256: string }>(
    where: readonly string[],
    name: string,
    schema: z.ZodType<Notes>,
    signal: AbortSignal | undefined,
  ): Promise<(Notes & { path: string }) | null> {
    for (const folder of where) {
      const notes = await readNotes(join(folder, `${name}.json`), schema)
      if (notes === null) continue
      const path = join(folder, name)
      await prove(path, notes, signal)
      return { ...notes, path }
    }
    return null
  }

  async function find<Notes extends z.infer<typeof packageNotesSchema> | z.infer<typeof imageNotesSchema>>(
    kind: keyof typeof fileNames,
    arch: Architecture,
    schema: z.ZodType<Notes>,
    signal: AbortSignal | undefined,
  ): Promise<Notes & { path: string }> {
    const { version, folders, build, built } = places
    const script: Script = kind === 'image' ? 'image' : 'package'
    const name = fileNames[kind](version, arch)
    const brought = await firstOf(folders, name, schema, signal)
    if (brought !== null) return brought
    if (build !== null && !made.has(`${script} ${arch}`)) {
      await build.make(script, arch, signal)
      made.add(`${script} ${arch}`)
    }
    const own = await firstOf(built, name, schema, signal)
    if (own !== null) return own
    const looked = [...folders, ...built]
    throw new ArtifactError(
      'artifact_missing',
      `This origin has no ${what[kind]} ${version} for ${arch}. It looked for ${name} in ${looked.join(', ') || 'no folder'}.`,
      `Make it with \`npm run ${script} -- --arch ${arch}\` in Headwater's repository, and put it and its .json into one of these folders.`,
    )
  }

  async function prove(path: string, notes: { bytes: number; sha256: string }, signal: AbortSignal | undefined) {
    const { size, mtimeMs } = await stat(path).catch((cause: unknown) => {
      throw damaged(path, 'the file itself is not there', cause)
    })
    const as_it_is = `${size} ${mtimeMs} ${notes.sha256}`
    if (proven.get(path) === as_it_is) return
    const hash = createHash('sha256')
    await pipeline(createReadStream(path), hash, signal === undefined ? {} : { signal })
    if (size !== notes.bytes || hash.digest('hex') !== notes.sha256)
      throw damaged(path, 'it is not what its .json says')
    proven.set(path, as_it_is)
  }

  const packaged = async (kind: 'archive' | 'deb', arch: Architecture, signal?: AbortSignal): Promise<Artifact> => {
    const { path, bytes, sha256, version, unpacked_bytes = null } = await find(kind, arch, packageNotesSchema, signal)
    return { path, bytes, sha256, version, arch, unpacked_bytes }
  }
  return {
    async image(arch, signal): Promise<ImageArtifact> {
      const { unpacked_bytes = null, ...notes } = await find('image', arch, imageNotesSchema, signal)
      const { path, bytes, sha256, version, tag, id, layers } = notes
      return { path, bytes, sha256, version, arch, unpacked_bytes, tag, id, layers }
    },
    archive: (arch, signal) => packaged('archive', arch, signal),
    deb: (arch, signal) => packaged('deb', arch, signal),
    async unpackedBytes(form, arch) {
      const name = fileNames[form === 'container' ? 'image' : 'archive'](places.version, arch)
      for (const folder of [...places.folders, ...places.built]) {
        const notes = await readNotes(join(folder, `${name}.json`), sizeNotesSchema)
        if (notes !== null) return notes.unpacked_bytes ?? null
      }
      return null
    },
  }
}

/** null: no such file. */
async function readNotes<Notes>(path: string, schema: z.ZodType<Notes>): Promise<Notes | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null
    throw damaged(path, 'it cannot be read', error)
  }
  try {
    return schema.parse(JSON.parse(text))
  } catch (error) {
    throw damaged(path, 'it does not say what it should', error)
  }
}

const damaged = (path: string, why: string, cause?: unknown) =>
  new ArtifactError(
    'artifact_damaged',
    `${path} cannot be used: ${why}.`,
    'Delete it and its .json, and make or copy it again.',
    { cause },
  )
