import { type NodeId, nodeIdSchema } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { NodeForm } from '#contract/provisioning-run.ts'
import { say } from '#contract/sentence.ts'
import type { Box } from '../box.ts'
import type { OriginSide } from '../runs/origin-side.ts'
import { StepError } from '../runs/run-error.ts'
import type { StepContext } from '../runs/step.ts'
import { label } from '../steps/container-spec.ts'
import { CONTAINER_NAME, DATA_DIR, SETTINGS_FILE } from '../steps/node-place.ts'
import { UNIT } from '../steps/service-place.ts'

/** The node of ours that is on a box, running or not. Nothing secret is among what is read. */
export interface FoundNode {
  readonly form: NodeForm
  readonly running: boolean
  /** From its data directory; null: it has not joined, or its data are gone. */
  readonly node_id: NodeId | null
  readonly cluster_id: string | null
  readonly name: string | null
  /** Where it dials. */
  readonly origin: string | null
  /** Text of headwater.yaml; null: there is none. */
  readonly settings: string | null
  /** Of its container. */
  readonly image_id: string | null
  /** How often it was started again because it had ended by itself. */
  readonly restarts: number
  /** Its container has limits of its own; some engines may not set them. */
  readonly has_limits: boolean
}

/** Reads what is on the box. @returns null where neither container nor service is there */
export async function findNode(box: Box, signal: AbortSignal): Promise<FoundNode | null> {
  const file = `${DATA_DIR}/identity/enrolled.json`
  const field = (name: string) => `sed -n 's/.*"${name}": *"\\([^"]*\\)".*/\\1/p' ${file} | head -n 1`
  const outputs = await box.readAsRoot(
    {
      node_id: field('node_id'),
      cluster_id: field('cluster_id'),
      name: field('name'),
      origin: field('origin'),
      settings: `cat ${SETTINGS_FILE}`,
      container: `docker inspect --type container -f '{{.State.Running}} {{.RestartCount}} {{len .HostConfig.Ulimits}} {{.Image}} {{index .Config.Labels "${label.component}"}}' ${CONTAINER_NAME}`,
      unit: `systemctl show -p LoadState -p ActiveState -p NRestarts ${UNIT}`,
    },
    signal,
  )
  const said = (name: string) => {
    const output = outputs.get(name)
    return output?.exit_code === 0 && output.text !== '' ? output.text : null
  }
  // What is read from a box ends without its last line's end; specs are of the whole file.
  const text = (read: string | null) => (read === null ? null : `${read}\n`)
  const id = nodeIdSchema.safeParse(said('node_id'))
  const common = {
    node_id: id.success ? id.data : null,
    ...{ cluster_id: said('cluster_id'), name: said('name'), origin: said('origin'), settings: text(said('settings')) },
  }
  const [running, restarts, limits, image_id, component] = (said('container') ?? '').split(' ')
  if (component === 'node') {
    return {
      form: 'container',
      running: running === 'true',
      restarts: Number.parseInt(restarts ?? '', 10) || 0,
      has_limits: limits !== '0',
      image_id: image_id ?? null,
      ...common,
    }
  }
  const unit = said('unit') ?? ''
  if (!unit.includes('LoadState=loaded')) return null
  return {
    form: 'service',
    running: unit.includes('ActiveState=active'),
    restarts: Number.parseInt(/^NRestarts=(\d+)$/m.exec(unit)?.[1] ?? '', 10) || 0,
    has_limits: true,
    image_id: null,
    ...common,
  }
}

/** The node on the box, which has to be the one that the run is about. @throws {StepError} node_not_on_box, other_node_on_box */
export async function nodeOnBox(context: StepContext, signal: AbortSignal): Promise<FoundNode> {
  const { box } = context
  const found = (await findNode(box, signal)) ?? inBetween(context)
  if (found === null) {
    throw new StepError(
      'node_not_on_box',
      say`There is no node on ${box.host}: neither the container ${CONTAINER_NAME} nor the service ${UNIT}.`,
      say`Is it the right box? One that is gone is taken off the list with Forget (DELETE /api/v1/nodes/ID).`,
    )
  }
  refuseOtherNode(context, found)
  context.notes.set('form', found.form)
  return found
}

/** @throws {StepError} other_node_on_box */
export function refuseOtherNode({ box, node_id }: StepContext, found: FoundNode): void {
  if (found.node_id === null || node_id === null || found.node_id === node_id) return
  throw new StepError(
    'other_node_on_box',
    say`The node on ${box.host} is ${found.name ?? found.node_id}, not the one that this run is about. Nothing was changed.`,
    say`Begin the run for that node, or give the address of the right box.`,
  )
}

/** A switch that was broken off between two names: the node is there, under another one. */
function inBetween({ notes }: StepContext): FoundNode | null {
  const form = notes.get('form')
  if (notes.get('switch.begun') !== true || form === undefined) return null
  const nothing = { node_id: null, cluster_id: null, name: null, origin: null, settings: null, image_id: null }
  return { form, running: false, restarts: 0, has_limits: true, ...nothing }
}

/** The node that the run is about. @throws {StepError} node_gone */
export function memberOf({ node_id, box }: StepContext, { nodes }: OriginSide): Node {
  const node = node_id === null ? undefined : nodes.find(node_id)
  if (node !== undefined) return node
  throw new StepError('node_gone', say`The node of ${box.host} is no member any more.`, say`It was evicted or retired.`)
}
