import { BlockList, isIP } from 'node:net'
import { INWARD_IPV4, INWARD_IPV6, meansLoopback, OUTWARD_IPV6 } from '#contract/inward-networks.ts'
import type { ApiKeyInfo, OperatorInfo } from '#contract/operators.ts'
import { type SecurityFinding, type SecurityRule, securityRules } from '#contract/security-check.ts'
import type { StreamKey } from '#contract/stream-key.ts'

const DAY_MS = 86_400_000
/** A key that nobody used for so long is likely forgotten. */
const UNUSED_MS = 90 * DAY_MS
/** A stream key without an end that is older should be replaced. */
const OLD_STREAM_KEY_MS = 365 * DAY_MS
/** Subjects that are named of a rule; the rest is counted. */
const NAMED = 20

/** What the origin knows of itself, all of it in effect now. */
export interface SecurityFacts {
  /** The address that panel and API listen at. */
  readonly host: string
  /** Whether other machines may come without TLS. */
  readonly plain_http: boolean
  /** Networks from which anybody may publish without a key, as CIDR. */
  readonly publish_allow: readonly string[]
  /** Whether a policy wants a key of everybody all the same. */
  readonly keys_for_all: boolean
  readonly operators: readonly OperatorInfo[]
  readonly api_keys: readonly ApiKeyInfo[]
  readonly stream_keys: readonly StreamKey[]
  /** As it is configured: `auto`, `memory`, or a URL. */
  readonly redis: string
  readonly backup_interval_ms: number
}

interface Network {
  readonly address: string
  readonly prefix: number
  readonly family: 'ipv4' | 'ipv6'
}

type Subject = SecurityFinding['subjects'][number]
/** What a rule found; null: all is well. Without subjects it is about the origin itself. */
type Found = readonly Subject[] | null

/**
 * Judges the security of an origin by what it knows already; asks nobody, and never guesses.
 * @param now_ms milliseconds since 1970
 * @returns one finding of each rule
 */
export function securityFindings(facts: SecurityFacts, now_ms: number): SecurityFinding[] {
  return securityRules.map((rule) => {
    const found = rules[rule](facts, now_ms)
    const subjects = found ?? []
    return {
      ...{ rule, outcome: found === null ? 'pass' : 'warn' },
      ...{ subjects: subjects.slice(0, NAMED), more: Math.max(0, subjects.length - NAMED) },
    }
  })
}

const rules: Readonly<Record<SecurityRule, (facts: SecurityFacts, now_ms: number) => Found>> = {
  // A proxy on this machine may speak TLS for it; then the origin listens to this machine alone.
  plain_http: ({ host, plain_http }) => (plain_http && !meansLoopback(host) ? [] : null),

  publishing_open: ({ publish_allow, keys_for_all }) =>
    keys_for_all
      ? null
      : foundOf(publish_allow.filter(hasOutside).map((name) => ({ kind: 'network', id: name, name }))),

  // Who has no password signs in by links alone, which work once.
  owner_second_factor: ({ operators }) =>
    foundOf(
      operators
        .filter(({ role, state, has_password, has_totp, passkeys }) => {
          return role === 'owner' && state === 'active' && has_password && !has_totp && passkeys === 0
        })
        .map(({ id, name }) => ({ kind: 'operator', id, name })),
    ),

  api_key_without_end: ({ api_keys }) =>
    foundOf(
      active(api_keys)
        .filter(({ expires_at }) => expires_at === null)
        .map(ofApiKey),
    ),

  api_key_unused: ({ api_keys }, now_ms) =>
    foundOf(
      active(api_keys)
        .filter(({ last_used_at, created_at }) => ageOf(last_used_at ?? created_at, now_ms) >= UNUSED_MS)
        .map(ofApiKey),
    ),

  stream_key_old: ({ stream_keys }, now_ms) =>
    foundOf(
      active(stream_keys)
        .filter(({ expires_at, created_at }) => expires_at === null && ageOf(created_at, now_ms) > OLD_STREAM_KEY_MS)
        .map(({ id, label, prefix }) => ({ kind: 'stream_key', id, name: label ?? prefix })),
    ),

  redis_open: ({ redis }) => (isOpenRedis(redis) ? [] : null),

  no_backups: ({ backup_interval_ms }) => (backup_interval_ms === 0 ? [] : null),
}

const foundOf = (subjects: readonly Subject[]): Found => (subjects.length === 0 ? null : subjects)
const active = <Key extends { readonly state: string }>(keys: readonly Key[]) =>
  keys.filter(({ state }) => state === 'active')
const ofApiKey = ({ id, name }: ApiKeyInfo): Subject => ({ kind: 'api_key', id, name })
const ageOf = (timestamp: string, now_ms: number): number => now_ms - Date.parse(timestamp)

const insides = [...INWARD_IPV4, ...INWARD_IPV6].map(parsed)
const outsides = OUTWARD_IPV6.map(parsed)

/** Whether a network has addresses of the open internet. @param cidr `192.0.2.0/24`, or one address */
function hasOutside(cidr: string): boolean {
  const network = parsed(cidr)
  if (insides.some((inside) => holds(inside, network))) return false
  return network.family === 'ipv4' || outsides.some((outside) => holds(outside, network) || holds(network, outside))
}

/** Whether a network has all of another one. */
function holds(one: Network, other: Network): boolean {
  if (one.family !== other.family || one.prefix > other.prefix) return false
  const list = new BlockList()
  list.addSubnet(one.address, one.prefix, one.family)
  return list.check(other.address, other.family)
}

function parsed(cidr: string): Network {
  const [address = '', bits] = cidr.split('/')
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  return { address, prefix: bits === undefined ? (family === 'ipv6' ? 128 : 32) : Number(bits), family }
}

/** Another machine's Redis without encryption or without a password: whoever is in between, or finds it, writes what the cluster believes. */
function isOpenRedis(redis: string): boolean {
  if (!URL.canParse(redis) || !/^rediss?:/.test(redis)) return false
  const { protocol, hostname, password } = new URL(redis)
  return !meansLoopback(hostname.replace(/^\[|\]$/g, '')) && (protocol === 'redis:' || password === '')
}
