import { defaultPorts, lookAtBox, type OriginFacts, planFor } from '../boxes.ts'
import type { HostKeys } from '../host-keys.ts'
import { openBox } from '../open-box.ts'
import { SshError } from '../ssh-errors.ts'
import type { ConnectBox } from './box-link.ts'
import type { LookAtBox } from './own-steps.ts'

/** How long a connection may take to answer before it counts as lost, in ms. */
const PROBE_MS = 5_000

/** Logs in to boxes over SSH. */
export function connectOverSsh(host_keys: HostKeys): ConnectBox {
  return async (target, actor, signal) => {
    const opened = await openBox(target, signal, { known_hosts: host_keys.knownTo(actor) })
    if (opened.state === 'unconfirmed') return opened
    const { box, host_key } = opened
    const isLost = async () => {
      if (box.lost.aborted) return true
      try {
        await box.run('true', { timeout_ms: PROBE_MS }, AbortSignal.timeout(PROBE_MS))
        return false
      } catch (error) {
        // A session that is refused is refused by somebody.
        return !(error instanceof SshError) || error.code !== 'ssh_channel_refused'
      }
    }
    return {
      state: 'open',
      open: { box, host_key, isLost, [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose]() },
    }
  }
}

/**
 * Looks at a box for what the run is going to have there.
 * @param originUrl read at each look
 * @param known what else of this origin is looked for, read at each look
 */
export function lookForNode(originUrl: () => string, known: () => OriginFacts = () => ({})): LookAtBox {
  return ({ box, host_key }, { host, request: { setup } }, signal) => {
    const { rtmp_port, media_port } = setup ?? defaultPorts
    const plan = planFor(
      {
        ...{ rtmp_port, media_port },
        origin_url: setup?.origin_url ?? originUrl(),
        outside_host: setup?.advertise_address ?? null,
        node_name: setup?.name ?? null,
        // Which form `auto` comes to is known after the look; a container it is wherever Docker can be had.
        form: setup?.form === 'service' ? 'service' : 'container',
      },
      known(),
    )
    return lookAtBox(box, host, host_key, plan, signal)
  }
}
