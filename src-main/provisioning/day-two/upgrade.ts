import { say } from '#contract/sentence.ts'
import type { OriginSide } from '../runs/origin-side.ts'
import { StepError } from '../runs/run-error.ts'
import type { Step, StepContext } from '../runs/step.ts'
import { orAborted } from '../ssh-command.ts'
import { mustRunAsRoot } from '../steps/box-command.ts'
import { label, specHash } from '../steps/container-spec.ts'
import { architectureOf, imageStep } from '../steps/image-step.ts'
import { statusOf } from '../steps/images.ts'
import { isAlive } from '../steps/joined-node.ts'
import { markerText, readMarker, serviceSpec } from '../steps/service-place.ts'
import { verifyStep } from '../steps/verify-step.ts'
import { drained, drainStep, resumeStep } from './drain-step.ts'
import { type FoundNode, memberOf, nodeOnBox } from './found-node.ts'
import { places, tidyScript } from './node-forms.ts'
import { serviceProgram } from './service-program.ts'
import { stage, stageUnit } from './staged-files.ts'
import { rolledBack, type Switching, switchStep } from './switch-step.ts'
import { tidyStep } from './tidy-step.ts'
import { nextContainer } from './wanted-node.ts'

/** What an upgrade does: the new program beside the old one, then the switch, and back by itself where it does not prove itself. */
export function upgradeSteps(origin: OriginSide): readonly Step[] {
  const switching = upgrading(origin)
  return [
    bringStep(origin),
    drainStep(
      origin,
      async (context, signal) => await switching.settled(context, await nodeOnBox(context, signal), signal),
    ),
    switchStep(origin, switching),
    resumeStep(origin),
    playStep(origin),
    tidyStep(),
  ]
}

/** The image, or the folder of the program, in this origin's version. */
function bringStep(origin: OriginSide): Step {
  const image = imageStep(origin.artifacts)
  const program = serviceProgram(origin)
  const stepFor = async (context: StepContext, signal: AbortSignal) => {
    const { form } = await nodeOnBox(context, signal)
    if (form === 'container') return image
    if (context.request.pull_image) throw noImages(context)
    return program
  }
  return {
    id: 'image',
    title: 'Bring the new version',
    async check(context, signal) {
      const { version } = memberOf(context, origin)
      context.versions({
        ...(version === null ? {} : { from: version }),
        ...(context.request.pull_image ? {} : { to: origin.version }),
      })
      return await (await stepFor(context, signal)).check(context, signal)
    },
    apply: async (context, signal) => await (await stepFor(context, signal)).apply(context, signal),
    verify: async (context, signal) => await (await stepFor(context, signal)).verify(context, signal),
    undo: async (context, signal) => await (await stepFor(context, signal)).undo?.(context, signal),
  }
}

function noImages({ box, request }: StepContext): StepError {
  return new StepError(
    'node_has_no_image',
    say`The node of ${box.host} is a service, without Docker: ${request.pull_image ?? ''} cannot be brought to it. Nothing was changed.`,
    say`Leave the image out: the version of this origin is brought. For an image, decommission it and provision the box again in a container.`,
  )
}

function upgrading(origin: OriginSide): Switching {
  const imageOf = ({ notes }: StepContext) => {
    const image_id = notes.get('image.id')
    if (image_id === undefined) throw new Error('the step before this one notes which image it is')
    return image_id
  }
  return {
    title: 'Switch to the new version',
    what: 'The new version',
    // An image that somebody named may be of any version.
    version: ({ request }) => (request.pull_image ? null : origin.version),
    async settled(context, found) {
      const node = memberOf(context, origin)
      if (!isAlive(node)) return null
      const same = found.form === 'container' ? found.image_id === imageOf(context) : node.version === origin.version
      return same ? `${node.name} runs version ${node.version} already.` : null
    },
    async prepare(context, found, signal) {
      const { box, log } = context
      if (found.form === 'service') {
        await dropLeftOvers(context, found, 'next', signal)
        return await stageService(context, origin, found, signal)
      }
      const docker = await box.engine(signal)
      const options = nextContainer(
        context,
        origin,
        { image_id: imageOf(context), settings: found.settings ?? '' },
        found,
      )
      const made = docker.getContainer(places.container.next)
      try {
        const { Config } = await orAborted(made.inspect(), signal)
        if (Config.Labels[label.spec] === specHash(options)) return
        await orAborted(made.remove({ force: true }), signal)
      } catch (error) {
        if (statusOf(error) !== 404) throw error
      }
      await dropLeftOvers(context, found, 'nothing', signal)
      await orAborted(docker.createContainer(options), signal)
      log('The container of the new version is made beside the one that serves.')
    },
  }
}

/** The unit of the new program, where it is another one, and what the box notes of what is installed. */
async function stageService(
  { box }: StepContext,
  { artifacts }: OriginSide,
  { settings }: FoundNode,
  signal: AbortSignal,
): Promise<void> {
  await stageUnit(box, places.service.next, signal)
  const marker = await readMarker(box, signal)
  // Whoever installed it in another way keeps no such note.
  if (marker.size === 0) return
  const { version, sha256 } = await artifacts.archive(await architectureOf(box, signal), signal)
  const spec = serviceSpec(sha256, settings ?? '')
  await stage(box, 'marker', markerText(marker, { form: 'service', version, sha256, spec }), signal)
}

/** What an earlier run that was never finished has left. @param but what this one has brought already, and stays */
export async function dropLeftOvers(
  { box }: StepContext,
  { form }: FoundNode,
  but: 'next' | 'nothing',
  signal: AbortSignal,
): Promise<void> {
  const failure = {
    code: 'box_not_writable' as const,
    message: say`What an earlier run left on ${box.host} cannot be removed.`,
    hint: null,
  }
  await mustRunAsRoot(box, tidyScript(form, but), failure, signal, { timeout_ms: 120_000 })
}

/** A relay is played from the new program; one that does not serve is no better than one that does not come back. */
function playStep(origin: OriginSide): Step {
  const verify = verifyStep(origin)
  return {
    ...verify,
    interruptible: false,
    deadlines_ms: { apply: null },
    async check(context) {
      const node = memberOf(context, origin)
      context.notes.set('join.node_id', node.id)
      if (context.notes.get('switch.epoch') === undefined) return { state: 'skip', found: 'Nothing was switched.' }
      if (node.mode.value !== 'normal')
        return { state: 'skip', found: `${node.name} is ${node.mode.value} and plays nothing to anybody.` }
      return { state: 'to_do', found: 'A test stream is played from it.' }
    },
    async apply(context, signal) {
      try {
        await verify.apply(context, signal)
      } catch (error) {
        signal.throwIfAborted()
        const found = await nodeOnBox(context, signal)
        const said = error instanceof Error ? error.message : String(error)
        // That viewers cannot reach a node, or policies keep a test out, was so before.
        if (!(error instanceof StepError) || error.code !== 'test_stream_failed') throw error
        await drained(context, origin, signal)
        throw await rolledBack(context, origin, { what: 'The new version' }, found, said, signal)
      }
    },
  }
}
