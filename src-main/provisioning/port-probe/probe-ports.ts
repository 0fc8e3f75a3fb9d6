import { lookup } from 'node:dns/promises'
import { PassThrough } from 'node:stream'
import type { Box } from '../box.ts'
import type { WantedPort } from '../firewall/wanted-port.ts'
import { newNonce } from '../read-batch.ts'
import { orAborted } from '../ssh-command.ts'
import { probeScript } from './probe-script.ts'
import { type Address, connectsTo, exchangesWith } from './reach-port.ts'

/**
 * through: it arrives, and so does the answer; one_way: a datagram arrives, and its answer does not; shut: nothing arrives; taken: nobody
 * could listen there for a try.
 */
export type PortReach = 'through' | 'one_way' | 'shut' | 'taken'

/** What became of each port. */
export type PortReaches = readonly (WantedPort & { readonly reach: PortReach })[]

/** How long an answer is waited for, in ms. */
const ANSWER_MS = 2_500
/** The probe ends by itself after so long, whatever becomes of us. */
const PROBE_SECONDS = 12
/** How long the box may take to start it, in ms. */
const START_MS = 8_000

/**
 * Listens on the box for some seconds where a node is going to, and tries from here whether that is reached: the only way to see firewalls
 * that are not the box's own. Ports that somebody holds are left alone; where root's rights are missing, ports below 1024 are, too.
 * @param host what others reach the node at
 * @returns null where nothing can listen there, or the host has no address here
 * @throws {SshError} ssh_connection_lost, ssh_command_timed_out; the signal's reason
 */
export async function probePorts(
  box: Box,
  host: string,
  ports: readonly WantedPort[],
  signal: AbortSignal,
): Promise<PortReaches | null> {
  const address = await addressOf(host)
  if (address === null || ports.length === 0) return null
  const word = newNonce()
  const told = new Set<string>()
  const ready = Promise.withResolvers<boolean>()
  const input = new PassThrough()
  const ended = AbortSignal.any([signal, AbortSignal.timeout(START_MS + ANSWER_MS)])
  const options = {
    stdin: input,
    timeout_ms: PROBE_SECONDS * 1_000,
    onOutput: (line: string) => {
      told.add(line)
      if (line === 'ready') ready.resolve(true)
    },
  }
  const as_root = box.root_access !== 'none'
  const probe = box.runBytes(probeScript(word, PROBE_SECONDS, ports), as_root, options, signal)
  probe.then(
    () => ready.resolve(false),
    (error: unknown) => ready.reject(error),
  )
  try {
    if (!(await orAborted(ready.promise, ended))) return null
    const late = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)])
    const answered = await Promise.all(
      ports.map(({ port, protocol }) => {
        if (!told.has(`open ${port}/${protocol}`)) return false
        return (protocol === 'udp' ? exchangesWith : connectsTo)(address, port, word, late)
      }),
    )
    signal.throwIfAborted()
    // What it had to say is all here once it has ended.
    input.end()
    await probe.catch(() => undefined)
    return ports.map((each, index) => ({ ...each, reach: reachOf(each, answered[index] ?? false, told) }))
  } finally {
    input.end()
    ready.promise.catch(() => undefined)
  }
}

function reachOf({ port, protocol }: WantedPort, answered: boolean, told: ReadonlySet<string>): PortReach {
  const name = `${port}/${protocol}`
  if (answered) return 'through'
  if (!told.has(`open ${name}`)) return 'taken'
  return told.has(`came ${name}`) && protocol === 'udp' ? 'one_way' : 'shut'
}

async function addressOf(host: string): Promise<Address | null> {
  try {
    const { address, family } = await lookup(host)
    return { address, family: family === 6 ? 6 : 4 }
  } catch {
    return null
  }
}
