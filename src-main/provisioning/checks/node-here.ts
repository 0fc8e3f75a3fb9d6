import { type Sentence, say } from '#contract/sentence.ts'
import { block, type Check, pass, type Verdict, warn } from '../check.ts'
import { compareVersions } from '../engine/engine.ts'

/** What of a Headwater node is on the box. */
export interface NodeHereFacts {
  /** Container or service of a node is there, running or not. */
  readonly container: 'running' | 'stopped' | null
  readonly service: 'running' | 'stopped' | null
  /** Of the node's own record; null: it has not joined, or there is none, or it takes root to see. */
  readonly node_id: string | null
  readonly cluster_id: string | null
  readonly name: string | null
  readonly origin: string | null
  /** Folders with settings or data of a node are there. */
  readonly files: boolean
}

const RECORD = '/var/lib/headwater-node/identity/enrolled.json'

/** Whether the box is free, a node of ours already, something half done, or somebody else's node. */
export const nodeHereCheck: Check<NodeHereFacts> = {
  id: 'cluster.node',
  title: 'Another node there',
  async look(box, _plan, signal) {
    const field = (name: string) => `sed -n 's/.*"${name}": *"\\([^"]*\\)".*/\\1/p' ${RECORD} 2>/dev/null | head -n 1`
    const outputs = await box.readAsRoot(
      {
        container: `timeout 5 docker inspect --type container -f '{{.State.Running}}' headwater-node 2>/dev/null`,
        service: 'systemctl show -p LoadState -p ActiveState headwater-node.service',
        node_id: field('node_id'),
        cluster_id: field('cluster_id'),
        name: field('name'),
        origin: field('origin'),
        files: 'ls -d /etc/headwater-node /var/lib/headwater-node 2>/dev/null | grep .',
      },
      signal,
    )
    const said = (name: string) => {
      const output = outputs.get(name)
      return output?.exit_code === 0 && output.text !== '' ? output.text.slice(0, 300) : null
    }
    const container = said('container')
    const service = said('service') ?? ''
    return {
      container: container === 'true' ? 'running' : container === 'false' ? 'stopped' : null,
      service: service.includes('LoadState=loaded')
        ? service.includes('ActiveState=active')
          ? 'running'
          : 'stopped'
        : null,
      ...{ node_id: said('node_id'), cluster_id: said('cluster_id'), name: said('name'), origin: said('origin') },
      files: said('files') !== null,
    }
  },
  judge({ container, service, node_id, cluster_id, name, origin, files }, { cluster_id: ours = null, ...plan }) {
    const who = name === null ? say`A node` : say`Node ${name}`
    if (cluster_id !== null && ours !== null && cluster_id !== ours) {
      return block(
        say`${who} of another cluster (${cluster_id}${origin === null ? '' : `, ${origin}`}) is on this box.`,
        say`Headwater does not take a box from another cluster. Decommission it from its own origin first, or choose another box.`,
      )
    }
    const form = container ?? service
    if (form === null && !files) return pass(say`The box is free.`)
    if (form === 'running' && cluster_id !== null) {
      const here = plan.members?.find(({ id }) => id === node_id)
      return (
        otherVersion(who, here?.version ?? null, plan.version ?? null) ??
        pass(say`${who} of this cluster runs there already; it is kept as it is where it is so already.`)
      )
    }
    return warn(
      form === 'stopped'
        ? say`${who} is there, but does not run.`
        : say`Something of a node is there, but not all of it.`,
      say`An earlier attempt was not finished, or somebody stopped it. Going on completes it.`,
    )
  },
}

/** What to know where the node that runs there is of another version than the origin; null: it is not. */
function otherVersion(who: Sentence, there: string | null, here: string | null): Verdict | null {
  if (there === null || here === null || there === here) return null
  const found = say`${who} of this cluster runs there in version ${there}, and this origin is ${here}.`
  return compareVersions(there, here) > 0
    ? warn(found, say`The node is newer: bring this origin up to its version first. Going on would take the node back.`)
    : warn(
        found,
        say`Going on replaces it at once. To move its viewers away first, use an upgrade (headwater edge upgrade).`,
      )
}
