import { isDeepStrictEqual } from 'node:util'
import { say } from '#contract/sentence.ts'
import type { OriginSide } from '../runs/origin-side.ts'
import { StepError } from '../runs/run-error.ts'
import type { Step, StepContext } from '../runs/step.ts'
import { orAborted } from '../ssh-command.ts'
import { closeOtherPorts, firewallStep } from '../steps/firewall-step.ts'
import { statusOf } from '../steps/images.ts'
import { type NodePorts, needsLowPort } from '../steps/node-place.ts'
import { dropInText, markerText, readMarker, serviceSpec } from '../steps/service-place.ts'
import { changedSettings, changedText } from './changed-settings.ts'
import { drainStep, resumeStep } from './drain-step.ts'
import { type FoundNode, memberOf, nodeOnBox } from './found-node.ts'
import { places } from './node-forms.ts'
import { stage } from './staged-files.ts'
import { type Switching, switchStep } from './switch-step.ts'
import { tidyStep } from './tidy-step.ts'
import { dropLeftOvers } from './upgrade.ts'
import { type KnownSettings, nextContainer, portsOf, readSettings } from './wanted-node.ts'

/** Other settings: the node is started again only where one is another, after a drain; and as before where its heartbeat is not back. */
export function reconfigureSteps(origin: OriginSide): readonly Step[] {
  const switching = reconfiguring(origin)
  return [
    firewallFor(origin),
    drainStep(
      origin,
      async (context, signal) => await switching.settled(context, await nodeOnBox(context, signal), signal),
    ),
    switchStep(origin, switching),
    resumeStep(origin),
    closing(tidyStep()),
  ]
}

/** The ports of then are let in while those of now still are. */
function firewallFor(origin: OriginSide): Step {
  const step = firewallStep(async (context, signal) => {
    const found = await nodeOnBox(context, signal)
    const firewall = context.request.changes?.firewall ?? 'hints'
    return { firewall, ports: wanted(portsOf(changedSettings(context, origin, found))) }
  })
  return {
    ...step,
    // Rules of the run that made the node stay.
    async undo(context, signal) {
      if ((context.notes.get('firewall.rules') ?? []).length === 0) return
      await closeUnused(context, signal)
      context.notes.set('firewall.rules', [])
    },
  }
}

/** Ports that the node listens on no more are let in no more, as far as it was by rules of ours. */
function closing(tidy: Step): Step {
  return {
    ...tidy,
    async apply(context, signal) {
      await tidy.apply(context, signal)
      await closeUnused(context, signal)
    },
  }
}

async function closeUnused(context: StepContext, signal: AbortSignal): Promise<void> {
  const { box, log } = context
  const { settings } = await nodeOnBox(context, signal)
  await closeOtherPorts(box, wanted(portsOf(readSettings(box.host, settings))), log, signal)
}

const wanted = ({ rtmp_port, media_port }: NodePorts) =>
  [rtmp_port, media_port].map((port) => ({ port, protocol: 'tcp' as const }))

function reconfiguring(origin: OriginSide): Switching {
  return {
    title: 'Other settings',
    what: 'The node with other settings',
    version: () => null,
    async settled(context, found) {
      const before = readSettings(context.box.host, found.settings)
      const is_so = isDeepStrictEqual(before, changedSettings(context, origin, found))
      return is_so && isKnownSo(context, origin) ? 'Its settings are as asked for.' : null
    },
    async prepare(context, found, signal) {
      const { box, log, notes } = context
      const changed = changedSettings(context, origin, found)
      const text = changedText(changed)
      refuseTaken(context, origin)
      const { name, region } = memberOf(context, origin)
      if (notes.get('reconfigure.before') === undefined) notes.set('reconfigure.before', { name, region })
      await dropLeftOvers(context, found, 'nothing', signal)
      await stage(box, 'settings', text, signal)
      if (found.form === 'service') {
        await stageService(context, found, changed, text, signal)
      } else if (found.image_id !== null) {
        const docker = await box.engine(signal)
        try {
          await orAborted(
            docker.createContainer(nextContainer(context, origin, { image_id: found.image_id, settings: text }, found)),
            signal,
          )
        } catch (error) {
          // Made by an attempt that was broken off, from the same settings.
          if (statusOf(error) !== 409) throw error
        }
        log(`The settings and ${places.container.next} are brought beside what serves.`)
      }
    },
    tell(context, way) {
      const { notes, node_id, request, actor, isNode } = context
      const before = notes.get('reconfigure.before')
      if (before === undefined || node_id === null || origin.nodes.find(node_id) === undefined) return
      const { name = before.name, region = before.region } = way === 'back' ? {} : (request.changes ?? {})
      origin.nodes.edit(node_id, { name, region }, actor)
      isNode(node_id, name)
    },
  }
}

/** What the service has beside its settings: the right to ports below 1024, and what the box notes of what is installed. */
async function stageService(
  { box }: StepContext,
  found: FoundNode,
  changed: KnownSettings,
  text: string,
  signal: AbortSignal,
): Promise<void> {
  const before = needsLowPort(portsOf(readSettings(box.host, found.settings)))
  const after = needsLowPort(portsOf(changed))
  if (before !== after) await stage(box, 'ports', dropInText(after), signal)
  const marker = await readMarker(box, signal)
  const sha256 = marker.get('sha256')
  if (sha256 !== undefined) {
    await stage(box, 'marker', markerText(marker, { spec: serviceSpec(sha256, text) }), signal)
  }
}

/** The origin calls it so, and knows it to be there. */
function isKnownSo(context: StepContext, origin: OriginSide): boolean {
  const node = memberOf(context, origin)
  const { name = node.name, region = node.region } = context.request.changes ?? {}
  return node.name === name && node.region === region
}

/** @throws {StepError} name_taken */
function refuseTaken({ request, node_id }: StepContext, { nodes }: OriginSide): void {
  const name = request.changes?.name
  const other = nodes.list().find((node) => node.name === name && node.id !== node_id)
  if (name === undefined || other === undefined) return
  throw new StepError(
    'name_taken',
    say`Another node is called ${name}, and it is ${other.liveness.state}. Nothing was changed.`,
    say`Give this one another name. If it takes the place of the other one, evict that first.`,
  )
}
