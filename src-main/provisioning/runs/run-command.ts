import { formatDuration } from '#contract/duration.ts'
import type { SshTarget } from '#contract/provisioning.ts'
import { RUN_DRAIN_DEADLINE_MS } from '#contract/provisioning-run.ts'
import { formatAddress } from '../ssh-address.ts'
import type { RunRequest } from './stored-run.ts'

const VERBS = {
  provision: 'provision',
  adopt: 'adopt',
  upgrade: 'upgrade',
  reconfigure: 'reconfigure',
  restart: 'restart',
  rotate_identity: 'rotate-identity',
  diagnostics: 'diagnostics',
  decommission: 'decommission',
} as const

/** Whose box a run is on, and how it is logged in to. */
export interface NamedBox {
  readonly target: SshTarget
  /** The login came with the request; else it is the one that is kept for the node. */
  readonly is_given: boolean
  /** null: the run is about the box alone. */
  readonly node_name: string | null
}

/** A flag and its value, a flag alone, or nothing. */
type Words = readonly string[]

/**
 * The same on the command line (`command/`): whoever types it begins the same run. Secrets, and files that hold them, are left to them: without
 * `--key` the password is asked for.
 */
export function commandOf(request: RunRequest, { target, is_given, node_name }: NamedBox): string {
  const address = addressOf(target)
  const who = node_name ?? address
  const login = is_given ? [...(node_name === null ? [] : ['--login', address]), ...loginWords(target)] : []
  const words = [...settingsWords(request), ...drainWords(request), ...login]
  return ['headwater', 'edge', VERBS[request.kind], who, ...words].map(shown).join(' ')
}

function settingsWords(request: RunRequest): Words {
  const { kind, setup, changes, pull_image, keep_login } = request
  const kept = keep_login ? [] : ['--no-keep-login']
  switch (kind) {
    case 'provision':
      return [
        ...given('--name', setup?.name),
        ...given('--region', setup?.region),
        ...given('--rtmp-port', setup?.rtmp_port === 1935 ? null : setup?.rtmp_port),
        ...given('--media-port', setup?.media_port === 8080 ? null : setup?.media_port),
        ...given('--advertise-address', setup?.advertise_address),
        ...given('--origin-url', setup?.origin_url),
        ...given('--pull-image', setup?.pull_image),
        ...(setup?.form === 'service' ? ['--service'] : setup?.form === 'container' ? ['--container'] : []),
        ...(setup?.firewall === 'open' ? ['--open-firewall'] : []),
        ...(setup?.accept_warnings === false ? ['--stop-at-warnings'] : []),
        ...kept,
      ]
    case 'adopt':
      return kept
    case 'upgrade':
      return given('--pull-image', pull_image)
    case 'reconfigure':
      return [
        ...given('--name', changes?.name),
        ...changed('region', changes?.region),
        ...given('--rtmp-port', changes?.rtmp_port),
        ...given('--media-port', changes?.media_port),
        ...changed('advertise-address', changes?.advertise_address),
        ...changed('origin-url', changes?.origin_url),
        ...(changes?.firewall === 'open' ? ['--open-firewall'] : []),
      ]
    default:
      return []
  }
}

function drainWords({ kind, drain_deadline_ms }: RunRequest): Words {
  if (kind === 'provision' || kind === 'adopt' || kind === 'diagnostics') return []
  if (drain_deadline_ms === RUN_DRAIN_DEADLINE_MS) return []
  return ['--drain-deadline', drain_deadline_ms === null ? 'none' : formatDuration(drain_deadline_ms)]
}

function loginWords({ agent, jump, host_key_fingerprint }: SshTarget): Words {
  return [
    ...(agent ? ['--agent'] : []),
    ...jump.flatMap((hop) => ['--jump', addressOf(hop)]),
    ...given('--accept-host-key', host_key_fingerprint),
  ]
}

const addressOf = ({ user, host, port }: Pick<SshTarget, 'user' | 'host' | 'port'>) =>
  `${user}@${formatAddress(host, port)}`

function given(flag: string, value: string | number | null | undefined): Words {
  return value === null || value === undefined ? [] : [flag, String(value)]
}

/** Null is said, too: the node's default. */
function changed(name: string, value: string | null | undefined): Words {
  return value === null ? [`--no-${name}`] : given(`--${name}`, value)
}

function shown(word: string): string {
  return /^[\w@.,:/+=[\]-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
