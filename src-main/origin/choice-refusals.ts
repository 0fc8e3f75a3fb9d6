import type { z } from 'zod'
import type { OriginConfig } from '#contract/config.ts'
import type { SettingText } from '#contract/settings.ts'
import { tlsContradictions } from '#contract/tls-config.ts'
import { acmeNames } from './acme-certificates.ts'
import { CHOOSABLE_HOSTS, CHOOSABLE_TLS, type ChosenForNextStart, fieldOf, isSealed } from './choosable-settings.ts'
import type { ChosenSettings } from './chosen-settings.ts'
import { SetupError } from './setup-error.ts'

/** Who chooses. */
export interface SettingsChooser {
  readonly actor: string
  /** Host of the address that they came by. */
  readonly host: string
  /** They came from this very machine, a reverse proxy on it included. */
  readonly from_here: boolean
}

/** A node but for the origin's own. */
export interface OtherNode {
  readonly name: string
  /** It comes from this very machine. */
  readonly is_here: boolean
  /** It is connected, and can be told where the origin will be. */
  readonly hears: boolean
}

/** More often nodes are busy with saying that they are there. */
const LEAST_HEARTBEAT_MS = 500
const [LOOPBACK] = CHOOSABLE_HOSTS
const LEAST_CERTIFICATE_LIFE_MS = 3_600_000
/** A browser that opens the panel opens some connections at once, and again when it reconnects. */
const LEAST_BURST = 20

/** What is chosen by whom, judged before it is kept. */
export interface JudgedChoice {
  readonly chosen: ChosenSettings
  /** The configuration of the next start. */
  readonly next: OriginConfig
  readonly names: ReadonlySet<ChosenForNextStart>
  readonly by: SettingsChooser
  readonly others: readonly OtherNode[]
}

/** What would lock out who chooses, or nodes, or could not be together. @throws {SetupError} setting_refused */
export function refuseUnwise({ chosen, next, names, by, others }: JudgedChoice): void {
  const elsewhere = others.filter(({ is_here }) => !is_here)
  refuseContradiction({ ...next, advertise_host: chosen.advertise_host }, names)
  for (const name of ['allowed_hosts', 'tls.acme_names'] as const) {
    if (names.has(name)) refuseLockout(name, chosen, next, by.host)
  }
  if (names.has('host') && next.host === LOOPBACK) refuseClosing(by.from_here, elsewhere)
  if (names.has('port') && next.port !== chosen.config.port) refuseUnheard(others)
  if (names.has('tls.mode') && next.tls.mode === 'off') refuseBareHttp(by.from_here, elsewhere)
  if (names.has('tls.http') && next.tls.http === 'refuse') refuseRefusing(elsewhere)
}

/** A value that a setting cannot have. @throws {SetupError} setting_refused */
export function refuseWrong(name: ChosenForNextStart, value: SettingText): void {
  if (name === 'host' && !CHOOSABLE_HOSTS.some((host) => host === value)) {
    throw refused(
      ['host'],
      'host: 127.0.0.1 (this machine alone) or 0.0.0.0 (all its addresses) can be chosen here; another one is set in headwater.yaml.',
    )
  }
  if (name === 'port' && value === 0) throw refused(['port'], 'port: a number from 1 to 65535, which others can know.')
  if (isSealed(name) && /^\(set\)$|\*\*\*/.test(String(value))) {
    throw refused(
      [name],
      `${name}: (set) and *** stand for a secret, which is not shown. Type all of it, or leave it as it is.`,
    )
  }
  const parsed = fieldOf(name)?.safeParse(value)
  if (parsed?.success !== false) return
  throw refused([name], `${name}: ${[...new Set(parsed.error.issues.map(wordsOf))].join('; ')}`)
}

function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small' && issue.origin === 'number') {
    return issue.inclusive === false ? `more than ${issue.minimum}` : `at least ${issue.minimum}`
  }
  if (issue.code === 'too_big' && issue.origin === 'number') return `at most ${issue.maximum}`
  if (issue.code === 'too_big' && issue.origin === 'array') return `at most ${issue.maximum} of them`
  return issue.message
}

/** What each of them may be, and together or at all may not; of what is not changed nothing is said. */
function refuseContradiction(next: OriginConfig, changed: ReadonlySet<string>): void {
  const { suspect_after_missed, offline_after_missed, connections, tls } = next
  const concerns = (...names: readonly ChosenForNextStart[]) => names.some((name) => changed.has(name))
  if (concerns('suspect_after_missed', 'offline_after_missed') && suspect_after_missed >= offline_after_missed) {
    throw refused(
      ['suspect_after_missed', 'offline_after_missed'],
      `A node would be offline after ${offline_after_missed} missed heartbeats and suspect only after ${suspect_after_missed}: offline_after_missed has to be the larger of the two.`,
    )
  }
  if (concerns('heartbeat_interval') && next.heartbeat_interval < LEAST_HEARTBEAT_MS) {
    throw refused(['heartbeat_interval'], 'heartbeat_interval: at least 500ms, or nodes do little else.')
  }
  if (concerns('node_certificate_life') && next.node_certificate_life < LEAST_CERTIFICATE_LIFE_MS) {
    throw refused(['node_certificate_life'], 'node_certificate_life: at least 1h, or nodes do little but renew them.')
  }
  if (concerns('connections.rate', 'connections.burst') && connections.rate > 0 && connections.burst < LEAST_BURST) {
    throw refused(
      ['connections.burst'],
      `connections.burst: at least ${LEAST_BURST} while there is a rate, or a browser that opens this panel is refused.`,
    )
  }
  const [wrong] = concerns(...CHOOSABLE_TLS) ? tlsContradictions(tls) : []
  if (wrong !== undefined) throw refused([`tls.${wrong.field}`], `${wrong.message}.`)
  if (concerns('allowed_hosts', 'tls.mode', 'tls.acme_names') && tls.mode === 'acme' && acmeNames(next).length === 0) {
    throw refused(
      [changed.has('allowed_hosts') ? 'allowed_hosts' : 'tls.acme_names'],
      'There would be no name that an authority could sign, and tls.mode is acme: name one in tls.acme_names.',
    )
  }
}

/** Whoever came by a name that is in these lists alone would not come in again. */
function refuseLockout(
  setting: 'allowed_hosts' | 'tls.acme_names',
  { config, advertise_host }: ChosenSettings,
  { allowed_hosts, tls }: OriginConfig,
  host: string,
): void {
  const has = (names: readonly string[]) => names.some((name) => name.toLowerCase() === host.toLowerCase())
  if (!has([...config.allowed_hosts, ...config.tls.acme_names])) return
  if (has([advertise_host ?? '', ...allowed_hosts, ...tls.acme_names])) return
  throw refused(
    [setting],
    `${setting}: you came by ${host}, which would not be answered to any more. Come by another address to take it out.`,
  )
}

/** Whoever comes from another machine would not come in again, and neither would nodes. */
function refuseClosing(from_here: boolean, elsewhere: readonly OtherNode[]): void {
  if (!from_here) {
    throw refused(
      ['host'],
      `host: you came from another machine, and would not come in again with ${LOOPBACK}. Choose it at the machine of the origin.`,
    )
  }
  if (elsewhere.length === 0) return
  throw refused(
    ['host'],
    `host: ${someOf(elsewhere)} could not reach this origin any more with ${LOOPBACK}. Remove the nodes on other machines first.`,
  )
}

/** Nodes are told where the origin will be; one that is away would look for it at the old port for ever. */
function refuseUnheard(others: readonly OtherNode[]): void {
  const deaf = others.filter(({ hears }) => !hears)
  if (deaf.length === 0) return
  throw refused(
    ['port'],
    `port: ${someOf(deaf)} could not be told, and would look for this origin at the old port. Wait until the node is connected, or remove it first.`,
  )
}

function refuseBareHttp(from_here: boolean, elsewhere: readonly OtherNode[]): void {
  if (!from_here) {
    throw refused(
      ['tls.mode'],
      'tls.mode: you came from another machine, and what you type would cross the network in the clear with off. Choose it at the machine of the origin.',
    )
  }
  if (elsewhere.length === 0) return
  throw refused(
    ['tls.mode'],
    `tls.mode: ${someOf(elsewhere)} may know this origin as https://, and would not come in any more with off. Remove the nodes on other machines first, or set it in headwater.yaml.`,
  )
}

function refuseRefusing(elsewhere: readonly OtherNode[]): void {
  if (elsewhere.length === 0) return
  throw refused(
    ['tls.http'],
    `tls.http: ${someOf(elsewhere)} may know this origin as http://, and would be refused. With redirect browsers come by https, and nodes go on.`,
  )
}

const someOf = ([first, ...others]: readonly OtherNode[]) =>
  `${first?.name}${others.length === 0 ? '' : ` and ${others.length} more`}`

/** @param settings what it is about */
export function refused(settings: readonly string[], message: string): SetupError {
  return new SetupError('setting_refused', message, 'Nothing was changed.', { settings })
}
