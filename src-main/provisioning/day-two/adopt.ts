import { say } from '#contract/sentence.ts'
import type { OriginSide } from '../runs/origin-side.ts'
import { StepError } from '../runs/run-error.ts'
import type { Step, StepContext } from '../runs/step.ts'
import { mustRunAsRoot } from '../steps/box-command.ts'
import { isAlive } from '../steps/joined-node.ts'
import { SETTINGS_FILE } from '../steps/node-place.ts'
import { UNIT } from '../steps/service-place.ts'
import { type FoundNode, findNode, refuseOtherNode } from './found-node.ts'
import { rejoin } from './rotate-identity.ts'
import { untilAlive } from './until-back.ts'

type Known = FoundNode & { readonly node_id: NonNullable<FoundNode['node_id']>; readonly name: string }

/** A node that lost its origin: it gets this origin's address and a new credential under its id and name, and nobody who watches notices. */
export function adoptSteps(origin: OriginSide): readonly Step[] {
  return [detectStep(origin), adoptStep(origin)]
}

/** Who the node is, and that it may be taken in here. */
function detectStep(origin: OriginSide): Step {
  return {
    id: 'detect',
    title: 'Look who is there',
    check: async () => ({ state: 'to_do', found: 'It is looked which node is there.' }),
    async apply(context, signal) {
      const { node_id, name, cluster_id, origin: at } = await adoptable(context, origin, signal)
      context.log(`Node ${name} (${node_id}) of cluster ${cluster_id}, which dials ${at ?? 'nobody'}.`)
    },
    async verify(context, signal) {
      const { name, form } = await adoptable(context, origin, signal)
      return `${name} is a node of this cluster, in the form of a ${form}.`
    },
  }
}

/** @throws {StepError} nothing_to_adopt, other_node_on_box, not_joined, foreign_cluster, name_taken, node_not_running */
async function adoptable(context: StepContext, origin: OriginSide, signal: AbortSignal): Promise<Known> {
  const { box } = context
  const found = await findNode(box, signal)
  if (found === null) {
    throw new StepError(
      'nothing_to_adopt',
      say`There is no node on ${box.host}: neither our container nor the service ${UNIT}.`,
      say`Provision it instead.`,
    )
  }
  refuseOtherNode(context, found)
  const { node_id, name, cluster_id, running } = found
  if (node_id === null || name === null) {
    throw new StepError(
      'not_joined',
      say`The node on ${box.host} has never joined a cluster.`,
      say`Provision the box: what is there is gone on with.`,
    )
  }
  if (cluster_id !== origin.cluster_id) {
    throw new StepError(
      'foreign_cluster',
      say`The node on ${box.host} is ${name} of cluster ${cluster_id ?? '?'}, and this is cluster ${origin.cluster_id}. It was left as it is.`,
      say`Only a node of this cluster is taken back. If that cluster is no more, remove the node from the box (install.sh --uninstall, or docker rm -f headwater-node and its data), then provision it.`,
    )
  }
  const named = origin.nodes.list().find((node) => node.name === name)
  if (named !== undefined && named.id !== node_id) {
    throw new StepError(
      'name_taken',
      say`Another node here is called ${name}, too: ${named.id}.`,
      say`Evict that one if the box replaces it, then resume the run.`,
    )
  }
  if (!running)
    throw new StepError(
      'node_not_running',
      say`The node on ${box.host} does not run.`,
      say`Start it (sudo docker start headwater-node, or sudo systemctl start headwater-node), then resume the run.`,
    )
  return { ...found, node_id, name }
}

function adoptStep(origin: OriginSide): Step {
  return {
    id: 'adopt',
    title: 'Take it back',
    interruptible: false,
    async check(context, signal) {
      const { node_id, name, origin: at } = await adoptable(context, origin, signal)
      const node = origin.nodes.find(node_id)
      if (!isAlive(node))
        return { state: 'to_do', found: `${name} dials ${at ?? 'nobody'}, and is not connected here.` }
      context.isNode(node_id, node.name)
      return { state: 'done', found: `${node.name} is connected here already.` }
    },
    async apply(context, signal) {
      const known = await adoptable(context, origin, signal)
      const { box, log } = context
      const url = origin.originUrl()
      await rejoin(context, origin, false, signal, known, url)
      log(`${known.name} has enrolled anew, and dials ${url} from now on.`)
      // Its settings name the origin, too, and are what the next start goes by.
      const failure = {
        code: 'box_not_writable' as const,
        message: say`${SETTINGS_FILE} cannot be written on ${box.host}.`,
        hint: say`Is the disk full, or the file system read-only?`,
      }
      const script = `set -e
[ -e ${SETTINGS_FILE} ] || exit 0
IFS= read -r url
umask 022
sed "s|^\\( *\\)origin: .*|\\1origin: $url|" ${SETTINGS_FILE} > ${SETTINGS_FILE}.new
mv ${SETTINGS_FILE}.new ${SETTINGS_FILE}`
      await mustRunAsRoot(box, script, failure, signal, { stdin: `${url}\n` })
      context.isNode(known.node_id, known.name)
      const back = await untilAlive(origin, known.node_id, signal)
      if (typeof back === 'string')
        throw new StepError(
          'not_back',
          say`${known.name} enrolled here, and ${back}.`,
          say`Can the box reach this origin? See the log of the node.`,
        )
    },
    async verify(context, signal) {
      const { node_id } = await adoptable(context, origin, signal)
      const node = origin.nodes.find(node_id)
      if (!isAlive(node))
        throw new StepError(
          'heartbeat_lost',
          say`The heartbeats of the node of ${context.box.host} stopped coming.`,
          say`See its log on the box, then resume the run.`,
        )
      if (node.version !== null) context.versions({ from: node.version, to: node.version })
      return `${node.name} is connected here, ${node.mode.value}, with ${node.load?.subscribers ?? 0} viewers.`
    },
  }
}
