import { say } from '#contract/sentence.ts'
import type { OriginSide } from '../runs/origin-side.ts'
import { StepError } from '../runs/run-error.ts'
import type { Step, StepContext } from '../runs/step.ts'
import { mustRunAsRoot } from '../steps/box-command.ts'
import { type Brought, readBrought } from '../steps/brought.ts'
import { takeAwayDocker } from '../steps/docker-step.ts'
import { removeFirewallRules } from '../steps/firewall-step.ts'
import { CONFIG_DIR, DATA_DIR } from '../steps/node-place.ts'
import { PROGRAM_DIR, UNIT } from '../steps/service-place.ts'
import { drainStep } from './drain-step.ts'
import { findNode } from './found-node.ts'
import { places } from './node-forms.ts'

const TIMEOUT_MS = 180_000

/** The box is as it was before it became a node; the node leaves the cluster, and its history stays. */
export function decommissionSteps(origin: OriginSide): readonly Step[] {
  return [drainStep(origin, async () => null), removeStep(), dockerGoesStep(), filesStep(), leaveStep(origin)]
}

/** Containers, images, service, package and user. All of it may be gone already. */
const REMOVE = `has() { command -v "$1" >/dev/null 2>&1; }
if has docker; then
  for container in $(docker ps -aq --filter label=org.headwater.component=node); do
    docker stop -t 10 "$container" >/dev/null 2>&1 || :
    docker rm -f -v "$container" >/dev/null
  done
  # Those that others were made from go after those.
  for pass in 1 2 3 4; do
    for image in $(docker images -aq --no-trunc --filter label=org.headwater.component=node-runtime | sort -u); do
      docker rmi -f "$image" >/dev/null 2>&1 || :
    done
  done
  left=$(docker images -q --filter label=org.headwater.component=node-runtime)
  [ -z "$left" ] || { echo "Images of the node are still used: $left"; exit 1; }
fi
if has systemctl && systemctl cat ${UNIT} >/dev/null 2>&1; then
  systemctl disable --now ${UNIT} >/dev/null 2>&1 || systemctl stop ${UNIT} || :
fi
if has dpkg-query && [ -n "$(dpkg-query -W -f '\${db:Status-Status}' headwater-node 2>/dev/null)" ]; then
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 purge -y headwater-node
fi
rm -rf /etc/systemd/system/${UNIT} /etc/systemd/system/${UNIT}.d /etc/systemd/system/multi-user.target.wants/${UNIT}
if has systemctl && [ -d /run/systemd/system ]; then
  systemctl daemon-reload
  systemctl reset-failed ${UNIT} 2>/dev/null || :
fi
rm -rf ${Object.values(places.service).join(' ')} ${PROGRAM_DIR}.new ${PROGRAM_DIR}.old
[ "$(readlink /usr/local/bin/headwater-node 2>/dev/null)" != ${PROGRAM_DIR}/bin/headwater-node ] || rm -f /usr/local/bin/headwater-node
# Only the user that was made for the node.
if [ "$(getent passwd headwater | cut -d: -f6)" = ${DATA_DIR} ]; then
  userdel headwater 2>/dev/null || :
  if getent group headwater >/dev/null; then groupdel headwater 2>/dev/null || :; fi
fi`

function removeStep(): Step {
  return {
    id: 'remove',
    title: 'Remove the node',
    interruptible: false,
    check: async ({ notes }) =>
      notes.get('decommission.removed') === true
        ? { state: 'done', found: 'It is gone.' }
        : { state: 'to_do', found: 'What was brought is removed.' },
    async apply(context, signal) {
      await refuseOther(context, signal)
      const failure = {
        code: 'not_removed' as const,
        message: say`Not all of the node could be removed from ${context.box.host}.`,
        hint: say`See below what the box said; resume the run to go on.`,
      }
      await mustRunAsRoot(context.box, `set -e\n${REMOVE}`, failure, signal, { timeout_ms: TIMEOUT_MS })
      await removeFirewallRules(context.box, context.log, signal)
      context.notes.set('decommission.removed', true)
    },
    async verify({ box }, signal) {
      if ((await findNode(box, signal)) === null) return 'Container or service, images, program and user are gone.'
      throw new StepError(
        'not_removed',
        say`Something of the node is still on ${box.host}.`,
        say`Resume the run to go on.`,
      )
    },
  }
}

/** A box that carries another node by now is left alone. */
async function refuseOther({ box, node_id }: StepContext, signal: AbortSignal): Promise<void> {
  const found = await findNode(box, signal)
  if (found === null || found.node_id === null || found.node_id === node_id) return
  throw new StepError(
    'other_node_on_box',
    say`The node on ${box.host} is ${found.name ?? found.node_id}, not the one that this run is about. Nothing was removed.`,
    say`Give the address of the right box; where that is gone, evict the node.`,
  )
}

/** Docker goes only where a run brought it, and nobody else has come to use it. */
function dockerGoesStep(): Step {
  const others = async ({ box }: StepContext, signal: AbortSignal) => {
    const { stdout } = await box.runAsRoot(
      'docker ps -a --format "container {{.Names}}" 2>/dev/null; docker images --format "image {{.Repository}}" 2>/dev/null; docker volume ls --format "volume {{.Name}}" 2>/dev/null; :',
      {},
      signal,
    )
    return stdout.split('\n').filter(Boolean)
  }
  const isOurs = ({ packages }: Brought) => packages.length > 0
  return {
    id: 'docker',
    title: 'Docker',
    interruptible: false,
    async check(context, signal) {
      const brought = await readBrought(context.box, signal)
      if (!isOurs(brought)) return { state: 'skip', found: 'No run brought Docker here; it is left as it is.' }
      const used = await others(context, signal)
      if (used.length > 0)
        return { state: 'skip', found: `Docker stays, because something else uses it: ${used.slice(0, 3).join(', ')}.` }
      return { state: 'to_do', found: `${brought.packages.join(', ')} came with the node and go with it.` }
    },
    async apply({ box, log }, signal) {
      await takeAwayDocker(box, await readBrought(box, signal), log, signal)
    },
    async verify({ box }, signal) {
      const { exit_code } = await box.runAsRoot('command -v dockerd', {}, signal)
      if (exit_code !== 0) return 'Docker is gone, with what it kept.'
      throw new StepError('docker_not_removed', say`Docker is still on ${box.host}.`, say`Resume the run to go on.`)
    },
  }
}

function filesStep(): Step {
  const paths = [DATA_DIR, CONFIG_DIR, '/var/cache/headwater-node', '/run/headwater-node']
  const spools = ['/var/tmp/.headwater-*', '/var/lib/.headwater-*', '/tmp/.headwater-*']
  const left = `for path in ${[...paths, ...spools].join(' ')}; do [ ! -e "$path" ] || echo "$path"; done`
  return {
    id: 'files',
    title: 'Files',
    interruptible: false,
    async check({ box }, signal) {
      const { stdout } = await box.runAsRoot(left, {}, signal)
      const found = stdout.split('\n').filter(Boolean)
      return found.length === 0
        ? { state: 'done', found: 'No file of the node is there.' }
        : { state: 'to_do', found: `${found.join(', ')} go.` }
    },
    async apply({ box }, signal) {
      const failure = {
        code: 'not_removed' as const,
        message: say`Not all files of the node could be removed from ${box.host}.`,
        hint: say`Resume the run to go on.`,
      }
      await mustRunAsRoot(box, `rm -rf ${paths.join(' ')} ${spools.join(' ')}`, failure, signal, {
        timeout_ms: TIMEOUT_MS,
      })
    },
    async verify({ box }, signal) {
      const { stdout } = await box.runAsRoot(left, {}, signal)
      if (stdout.trim() === '') return 'Settings, identity and all the node kept are gone.'
      throw new StepError(
        'not_removed',
        say`Still on ${box.host}: ${stdout.trim().replaceAll('\n', ', ')}.`,
        say`Resume the run to go on.`,
      )
    },
  }
}

/** Its credential and key are worth nothing from now on; one that was drained has left in order. */
function leaveStep(origin: OriginSide): Step {
  const nodeOf = ({ node_id }: StepContext) => (node_id === null ? undefined : origin.nodes.find(node_id))
  return {
    id: 'leave',
    title: 'Leave the cluster',
    async check(context) {
      const node = nodeOf(context)
      return node === undefined
        ? { state: 'done', found: 'It is no member any more.' }
        : { state: 'to_do', found: `${node.name} leaves the cluster.` }
    },
    async apply(context) {
      const { actor, run_id } = context
      const node = nodeOf(context)
      if (node === undefined) return
      const reason = `it was taken off its box (run ${run_id.slice(0, 8)})`
      if (node.mode.value === 'draining' && node.mode.drained_at !== null) {
        const asked = { deadline_ms: 0, on_deadline: 'end', after_drain: 'retire', reason, force: true } as const
        origin.nodes.drain(node.id, asked, actor)
      }
      if (nodeOf(context) !== undefined) origin.nodes.evict(node.id, { force: true, reason }, actor)
    },
    async verify(context) {
      if (nodeOf(context) === undefined) return 'It is no member any more; its history stays.'
      throw new StepError('still_member', say`The node is a member still.`, say`Resume the run.`)
    },
  }
}
