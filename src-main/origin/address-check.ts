import { lookup } from 'node:dns/promises'
import { request } from 'node:http'
import { connect, isIP } from 'node:net'
import { type AddressCheck, type FoundAddress, RUN_HEADER } from '#contract/setup.ts'
import { reachOf } from './found-addresses.ts'
import { httpUrl } from './origin-address.ts'

/** How long each address may take to answer, in ms. */
const ANSWER_TIMEOUT_MS = 2_500

/** Ports that others need, as they are open now. */
export type OpenPorts = readonly Pick<AddressCheck['ports'][number], 'what' | 'port'>[]

export interface AddressCheckOptions {
  readonly found: readonly FoundAddress[]
  readonly ports: OpenPorts
  /** What this origin says in {@link RUN_HEADER}. */
  readonly run_id: string
  readonly listen_host: string
  readonly signal: AbortSignal
}

/**
 * Tries an address from this very machine: whether the name leads somewhere, whether this origin answers there, whether the media ports do.
 * A firewall before the machine is not seen from here.
 */
export async function checkAddress(host: string, options: AddressCheckOptions): Promise<AddressCheck> {
  const { found, ports, run_id, listen_host } = options
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)])
  const resolved = await addressesOf(host, signal)
  const mine = found.find((address) => resolved.includes(address.host))
  const reach = resolved.map(reachOf).find((one) => one !== 'private') ?? 'private'
  const about: Omit<AddressCheck, 'is_this_origin' | 'problem' | 'ports'> = {
    host,
    reach,
    interface: mine?.interface ?? null,
    listens: mine?.listens ?? true,
    resolves_to: resolved,
  }
  if (resolved.length === 0) {
    const problem = `The name ${host} does not resolve on this computer. Make an A or AAAA record for it at whoever has the domain.`
    return { ...about, reach: 'public', is_this_origin: false, problem, ports: [] }
  }
  const [panel, ...media] = await Promise.all(ports.map(({ what, port }) => tryPort(what, host, port, run_id, signal)))
  const checked = [panel, ...media].filter((port) => port !== undefined)
  const is_this_origin = panel?.is_this_origin ?? false
  const problem = problemOf({ ...about, is_mine: mine !== undefined }, is_this_origin, checked, listen_host)
  return { ...about, is_this_origin, problem, ports: checked.map(({ is_this_origin: _, ...port }) => port) }
}

type Tried = AddressCheck['ports'][number] & { readonly is_this_origin: boolean }

async function tryPort(
  what: Tried['what'],
  host: string,
  port: number,
  run_id: string,
  signal: AbortSignal,
): Promise<Tried> {
  try {
    const is_this_origin = what === 'panel' ? (await runAt(host, port, signal)) === run_id : false
    if (what !== 'panel') await connectTo(host, port, signal)
    return { what, port, answered: true, detail: null, is_this_origin }
  } catch (error) {
    return { what, port, answered: false, detail: why(error), is_this_origin: false }
  }
}

/** What the program behind an address says in {@link RUN_HEADER}; null: it says nothing. `/health` is answered without TLS too. */
function runAt(host: string, port: number, signal: AbortSignal): Promise<string | null> {
  const { promise, resolve, reject } = Promise.withResolvers<string | null>()
  const asked = request(`${httpUrl(host, port)}/health`, { signal, agent: false, maxHeaderSize: 16_384 }, (answer) => {
    const said = answer.headers[RUN_HEADER]
    asked.destroy()
    resolve(typeof said === 'string' ? said : null)
  })
  asked.on('error', reject)
  asked.end()
  return promise
}

function connectTo(host: string, port: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const socket = connect({ host, port, signal })
  socket.once('connect', () => {
    socket.destroy()
    resolve()
  })
  socket.once('error', reject)
  return promise
}

async function addressesOf(host: string, signal: AbortSignal): Promise<string[]> {
  if (isIP(host) !== 0) return [host]
  const late = Promise.withResolvers<never>()
  // The system's resolver cannot be aborted; what it says later is nobody's business.
  signal.addEventListener('abort', () => late.reject(signal.reason), { once: true })
  try {
    const found = await Promise.race([lookup(host, { all: true }), late.promise])
    return found.map(({ address }) => address)
  } catch {
    // A name that leads nowhere is an answer, and told as one.
    return []
  }
}

function problemOf(
  { host, listens, reach, is_mine }: Pick<AddressCheck, 'host' | 'listens' | 'reach'> & { readonly is_mine: boolean },
  is_this_origin: boolean,
  [panel]: readonly Tried[],
  listen_host: string,
): string | null {
  if (!listens) {
    return `The origin listens on ${listen_host} alone, so nothing answers at ${host}.`
  }
  if (is_this_origin || panel === undefined) return null
  if (panel.answered) return `Something answers at ${host}:${panel.port}, but it is not this origin.`
  if (!is_mine && reach !== 'loopback') {
    return `Nothing answered at ${host}:${panel.port} from here (${panel.detail}). Behind a router that is often so from inside: try it from another network, and let the router pass the ports below on to this computer.`
  }
  return `Nothing answers at ${host}:${panel.port}: ${panel.detail}.`
}

function why(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ECONNREFUSED') return 'refused'
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'there is no way there'
  const is_late =
    error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError' || code === 'ETIMEDOUT')
  return is_late ? `no answer within ${ANSWER_TIMEOUT_MS / 1_000} s` : code === '' ? 'it failed' : code
}
