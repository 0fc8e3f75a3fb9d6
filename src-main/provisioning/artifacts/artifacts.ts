import type { StepFailureCode } from '#contract/failure-code.ts'
import type { NodeForm } from '#contract/provisioning-run.ts'
import type { Architecture } from './artifact-notes.ts'

/** One file that an origin brings to boxes. */
export interface Artifact {
  readonly path: string
  readonly bytes: number
  /** Hexadecimal, of the whole file. */
  readonly sha256: string
  /** Of the node-runtime in it: that of this origin. */
  readonly version: string
  readonly arch: Architecture
  /** What it takes on a box; null: it does not say. */
  readonly unpacked_bytes: number | null
}

/** One layer of an image, from the lowest. */
export interface ImageLayer {
  /** `sha256:` and the hash of the layer unpacked: what an engine lists under `RootFS.Layers` of an image. */
  readonly diff_id: string
  /** `sha256:` and the hash of the layer's file in the archive, which is compressed. */
  readonly digest: string
  /** Size of that file. */
  readonly bytes: number
}

/** An archive for `docker load` (`POST /images/load`): not compressed itself, with layers that are. */
export interface ImageArtifact extends Artifact {
  /** `headwater/node-runtime:VERSION`, which the engine has after loading. */
  readonly tag: string
  /** Id of the image in an engine with the classic store: `sha256:` and the hash of its configuration. */
  readonly id: string
  readonly layers: readonly ImageLayer[]
}

/** What an origin brings to boxes, in its own version. */
export interface Artifacts {
  /** @throws {ArtifactError} where there is none, or it is damaged */
  image(arch: Architecture, signal?: AbortSignal): Promise<ImageArtifact>
  /** The bare node as a `.tar.gz`, with one folder `headwater-node-VERSION` in it. */
  archive(arch: Architecture, signal?: AbortSignal): Promise<Artifact>
  /** The same as a Debian package. */
  deb(arch: Architecture, signal?: AbortSignal): Promise<Artifact>
  /** What a node in this form takes on a box, in bytes, by what is there already: nothing is made or read through for it. null: not known. */
  unpackedBytes(form: NodeForm, arch: Architecture): Promise<number | null>
}

/** An artifact that is not there, or cannot be used. A FeatureFailure: its code, message and hint are what people read. */
export class ArtifactError extends Error {
  readonly code: StepFailureCode & `artifact_${string}`
  readonly hint: string | null
  readonly details: Readonly<Record<string, unknown>> = {}
  constructor(code: ArtifactError['code'], message: string, hint: string | null, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ArtifactError'
    this.code = code
    this.hint = hint
  }
}
