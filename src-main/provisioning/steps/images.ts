import type Docker from 'dockerode'
import { orAborted } from '../ssh-command.ts'

/** What an engine says of an image. */
export interface KnownImage {
  readonly id: string
  readonly layers: readonly string[]
}

/** How many images are looked at for layers in common. */
const MOST_LOOKED_AT = 200

/** What is behind a reference or an id; null: nothing. */
export async function findImage(docker: Docker, reference: string, signal: AbortSignal): Promise<KnownImage | null> {
  try {
    const { Id, RootFS } = await orAborted(docker.getImage(reference).inspect(), signal)
    return { id: Id, layers: RootFS?.Layers ?? [] }
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}

/** Layers of each image of the engine, from the lowest. */
export async function layersOfImages(docker: Docker, signal: AbortSignal): Promise<readonly (readonly string[])[]> {
  const listed = await orAborted(docker.listImages(), signal)
  const layers: (readonly string[])[] = []
  for (const { Id } of listed.slice(0, MOST_LOOKED_AT)) {
    const image = await findImage(docker, Id, signal)
    if (image !== null) layers.push(image.layers)
  }
  return layers
}

/** The status of an engine's refusal. */
export function statusOf(error: unknown): number | null {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : null
  return typeof status === 'number' ? status : null
}
