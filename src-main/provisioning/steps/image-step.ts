import type Docker from 'dockerode'
import { say } from '#contract/sentence.ts'
import type { Transferable } from '../artifacts/archive-parts.ts'
import type { Architecture } from '../artifacts/artifact-notes.ts'
import type { Artifacts, ImageArtifact } from '../artifacts/artifacts.ts'
import { sharedLayers, withoutLayers } from '../artifacts/without-layers.ts'
import type { Box } from '../box.ts'
import { architectureOfMachine } from '../checks/identity.ts'
import { ImageLoadError, loadImage } from '../engine/load-image.ts'
import { StepError } from '../runs/run-error.ts'
import type { Step, StepContext } from '../runs/step.ts'
import { mustRunAsRoot } from './box-command.ts'
import { findImage, type KnownImage, layersOfImages, statusOf } from './images.ts'
import { pullImage } from './pull-image.ts'

/** A line slower than this takes so long that it should not have to begin anew after a break, in bytes per second. */
const SLOW_BYTES_PER_S = 1_000_000
const PROBE_BYTES = 512 * 1024
/** Less than this is over soon on any line. */
const SMALL_BYTES = 4 * 1024 * 1024
const LOAD_TIMEOUT_MS = 10 * 60_000
/** For what is on its way; removed after it is loaded. On a disk, unlike /tmp of some systems. */
const SPOOL_DIR = '/var/lib'

/** The image of the node-runtime in the box's engine: pushed by this origin over the connection that is there, or pulled where the run names one. */
export function imageStep(artifacts: Artifacts): Step {
  return {
    id: 'image',
    title: 'Image of the node',
    deadlines_ms: { apply: null },
    async check(context, signal) {
      const docker = await context.box.engine(signal)
      const wanted = await wantedImage(context, artifacts, signal)
      const found = await findWanted(docker, wanted, signal)
      if (found === null) return { state: 'to_do', found: `${nameOf(wanted)} is not there.` }
      context.notes.set('image.id', found.id)
      return { state: 'done', found: `${nameOf(wanted)} is there (${shortId(found.id)}).` }
    },
    async apply(context, signal) {
      const { box, notes } = context
      const docker = await box.engine(signal)
      const wanted = await wantedImage(context, artifacts, signal)
      notes.set('image.loaded', typeof wanted === 'string' ? wanted : wanted.tag)
      if (typeof wanted === 'string') await pullImage(context, docker, wanted, signal)
      else await push(context, docker, wanted, signal)
    },
    async verify(context, signal) {
      const wanted = await wantedImage(context, artifacts, signal)
      const found = await findWanted(await context.box.engine(signal), wanted, signal)
      if (found === null) {
        throw new StepError(
          'image_not_there',
          say`The engine of ${context.box.host} took ${nameOf(wanted)}, but does not have it.`,
          say`Is its disk full? (df -h /var/lib/docker) Make room, then resume the run.`,
          { output: [] },
        )
      }
      context.notes.set('image.id', found.id)
      return `${nameOf(wanted)} is there (${shortId(found.id)}).`
    },
    async undo({ box, notes }, signal) {
      const reference = notes.get('image.loaded')
      if (reference === undefined) return
      await box.runAsRoot(`rm -f ${SPOOL_DIR}/.headwater-image-*`, {}, signal)
      try {
        await (await box.engine(signal)).getImage(reference).remove({ force: true })
      } catch (error) {
        if (statusOf(error) !== 404) throw error
      }
    },
  }
}

/** A reference to be pulled, or what this origin carries. */
type Wanted = string | ImageArtifact

async function wantedImage({ request, box }: StepContext, artifacts: Artifacts, signal: AbortSignal): Promise<Wanted> {
  const pulled = request.pull_image ?? request.setup?.pull_image ?? null
  if (pulled !== null) return pulled
  return await artifacts.image(await architectureOf(box, signal), signal)
}

export async function architectureOf(box: Box, signal: AbortSignal): Promise<Architecture> {
  const { stdout } = await box.run('uname -m', {}, signal)
  const machine = stdout.trim()
  const arch = architectureOfMachine(machine)
  if (arch !== null) return arch
  throw new StepError(
    'architecture_unknown',
    say`${box.host} is a ${machine || 'machine that does not say what it is'}; Headwater brings nodes for x86_64 and arm64.`,
    null,
    { output: [] },
  )
}

/** By its id; an engine that keeps images in containerd gives them other ids, so by its layers, too. */
async function findWanted(docker: Docker, wanted: Wanted, signal: AbortSignal): Promise<KnownImage | null> {
  if (typeof wanted === 'string') return await findImage(docker, wanted, signal)
  const by_id = await findImage(docker, wanted.id, signal)
  if (by_id !== null) return by_id
  const tagged = await findImage(docker, wanted.tag, signal)
  const same = tagged?.layers.join() === wanted.layers.map(({ diff_id }) => diff_id).join()
  return same ? tagged : null
}

async function push(context: StepContext, docker: Docker, image: ImageArtifact, signal: AbortSignal): Promise<void> {
  const { log } = context
  const shared = sharedLayers(image, await layersOfImages(docker, signal))
  if (shared > 0) {
    log(`The engine has ${shared} of the ${image.layers.length} layers; only the others are sent.`)
    try {
      return await send(context, docker, await withoutLayers(image, shared), signal)
    } catch (error) {
      if (!(error instanceof ImageLoadError)) throw error
      log(`${error.message} The whole image is sent.`)
    }
  }
  try {
    await send(context, docker, await withoutLayers(image, 0), signal)
  } catch (error) {
    if (!(error instanceof ImageLoadError)) throw error
    throw loadFailed(context.box, error)
  }
}

/**
 * Streams an archive straight into the engine, which costs no room for it and no time for writing it. Where that broke off before, or the line
 * is slow, it is put into a file on the box first: an upload goes on where it was.
 */
async function send(context: StepContext, docker: Docker, archive: Transferable, signal: AbortSignal): Promise<void> {
  const { box, notes, log, progress } = context
  const { bytes } = archive
  const why = notes.get('image.streaming') ? 'it broke off before' : await whySlow(box, bytes, signal)
  const size = `${(bytes / 1e6).toFixed(1)} MB`
  if (why === null) {
    log(`${size} are sent straight into the engine.`)
    notes.set('image.streaming', true)
    await loadImage(
      docker,
      archive.open(),
      (done) => progress({ done: Math.min(done, bytes), total: bytes, unit: 'bytes' }),
      signal,
    )
    notes.set('image.streaming', false)
    return
  }
  log(`${size} are put into a file on the box first, because ${why}: after a break that goes on where it was.`)
  const sha256 = await archive.sha256(signal)
  const path = `${SPOOL_DIR}/.headwater-image-${sha256.slice(0, 16)}.tar`
  await box.upload(
    {
      source: (offset) => archive.open(offset),
      bytes,
      sha256,
      path,
      mode: 0o600,
      as_root: true,
      onProgress: (done, total) => progress({ done, total, unit: 'bytes' }),
    },
    signal,
  )
  await loadFile(box, path, signal)
  notes.set('image.streaming', false)
}

async function loadFile(box: Box, path: string, signal: AbortSignal): Promise<void> {
  const result = await box.runAsRoot(`docker load -q -i ${path} 2>&1`, { timeout_ms: LOAD_TIMEOUT_MS }, signal)
  if (result.exit_code !== 0)
    throw new ImageLoadError(`The engine could not load the image: ${result.stdout.trim().slice(-500)}`)
  const failure = { code: 'box_not_writable' as const, message: say`${path} cannot be removed.`, hint: null }
  await mustRunAsRoot(box, `rm -f ${path}`, failure, signal)
}

/** Sends a little to nowhere. Null: the line is fast enough. */
async function whySlow(box: Box, bytes: number, signal: AbortSignal): Promise<string | null> {
  if (bytes < SMALL_BYTES) return null
  const from = performance.now()
  await box.run('cat >/dev/null', { stdin: Buffer.alloc(PROBE_BYTES, 1), timeout_ms: 120_000 }, signal)
  const rate = PROBE_BYTES / ((performance.now() - from) / 1_000)
  return rate < SLOW_BYTES_PER_S ? `the line is slow (${Math.round(rate / 1_000)} kB/s)` : null
}

function loadFailed(box: Box, error: ImageLoadError): StepError {
  const full = /no space left|quota exceeded/i.test(error.message)
  return new StepError(
    full ? 'disk_full' : 'image_load_failed',
    full ? say`The disk of ${box.host} is full: the image does not fit.` : say`${error.message} (${box.host})`,
    full
      ? say`Make room where Docker keeps its images (df -h /var/lib/docker), then resume the run.`
      : say`See on the box what Docker says: sudo journalctl -u docker -n 20`,
    { output: [error.message] },
    { cause: error },
  )
}

function nameOf(wanted: Wanted): string {
  return typeof wanted === 'string' ? wanted : wanted.tag
}

function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12)
}
