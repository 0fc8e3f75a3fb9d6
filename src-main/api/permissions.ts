import { type ApiKeyScope, type OperatorRole, ROLE_RANK } from '#contract/operators.ts'
import type { Principal } from '../trust/principal.ts'
import { ApiFailure } from './errors.ts'

/** What it takes to read and to change what is under a path. */
interface Permission {
  /** The least role for GET and HEAD, and for every other method. */
  readonly read: OperatorRole
  readonly write: OperatorRole
  /**
   * What an API key must have for it; for reading, `read` will do as well. `nobody`: no key and no wall link may, whatever it has: it
   * is about the one who sits there, or about who may come in. `anybody`: every one may.
   */
  readonly scope: ApiKeyScope | 'nobody' | 'anybody'
  /** Changes are sensitive: they want a proof of the last minutes. */
  readonly recent_proof?: boolean
  /** Reading it is, too. */
  readonly proof_to_read?: boolean
}

const seen = (scope: Permission['scope']): Permission => ({ read: 'viewer', write: 'operator', scope })
const owners = (scope: Permission['scope']): Permission => ({ read: 'owner', write: 'owner', scope })
const own: Permission = { read: 'viewer', write: 'viewer', scope: 'nobody' }

/**
 * Who may do what under /api/v1: the only place that says so. Of several rows the longest path counts; a row with a
 * method counts before all without. Routes that are open to everybody, or that nodes and members prove themselves at, say
 * `access: 'public'` in their `config`. A path that is not here is for owners alone, and a test says that it is not here.
 */
const PERMISSIONS: Readonly<Record<string, Permission>> = {
  '/api/v1/cluster': seen('nodes'),
  '/api/v1/nodes': seen('nodes'),
  '/api/v1/removed-nodes': seen('nodes'),
  '/api/v1/rolling-drains': seen('nodes'),
  '/api/v1/streams': seen('streams'),
  // Whoever is signed in to the panel sees its pictures; no key and no wall link opens guarded streams.
  'POST /api/v1/streams/:app/:name/watch-pass': own,
  '/api/v1/stream-policies': seen('streams'),
  '/api/v1/access-policies': seen('streams'),
  '/api/v1/signing-keys': { read: 'operator', write: 'operator', scope: 'streams' },
  '/api/v1/keep-outs': { read: 'operator', write: 'operator', scope: 'streams' },
  '/api/v1/stream-keys': { read: 'operator', write: 'operator', scope: 'streams' },
  '/api/v1/allocations': seen('streams'),
  // Players' back ends ask for places; nothing is changed by it that does not end by itself.
  'POST /api/v1/allocations/play': { read: 'viewer', write: 'viewer', scope: 'read' },
  '/api/v1/tickets': seen('streams'),
  '/api/v1/enrollment-tokens': seen('tokens'),
  '/api/v1/cluster-tokens': { read: 'operator', write: 'operator', scope: 'tokens' },
  '/api/v1/installer': seen('tokens'),
  '/api/v1/authority': { read: 'viewer', write: 'owner', scope: 'admin' },
  '/api/v1/boxes': seen('provisioning'),
  '/api/v1/host-keys': seen('provisioning'),
  '/api/v1/provisioning-runs': seen('provisioning'),
  // What a box says of itself in its diagnostics is more than a viewer should read.
  'GET /api/v1/provisioning-runs/:id/files': { read: 'operator', write: 'operator', scope: 'provisioning' },
  // Addresses of publishers and viewers stand in it.
  'GET /api/v1/nodes/:id/logs': { read: 'operator', write: 'operator', scope: 'nodes' },
  '/api/v1/nodes/:id/login': { read: 'operator', write: 'operator', scope: 'provisioning' },
  '/api/v1/settings': { read: 'operator', write: 'owner', scope: 'admin' },
  '/api/v1/restart': owners('admin'),
  '/api/v1/setup': owners('admin'),
  '/api/v1/about': seen('admin'),
  // Names of operators and keys stand in it, and which of them is weak.
  '/api/v1/security-check': owners('admin'),
  // Without secrets, and still more than an operator should carry away.
  '/api/v1/diagnostics': owners('admin'),
  '/api/v1/alerts': seen('admin'),
  '/api/v1/notifications': { read: 'operator', write: 'owner', scope: 'admin' },
  // Whoever takes a machine out for an hour may have it be quiet meanwhile.
  '/api/v1/notifications/silences': { read: 'operator', write: 'operator', scope: 'admin' },
  '/api/v1/backups': owners('admin'),
  // All that the origin keeps, to take away.
  'GET /api/v1/backups/:name': { ...owners('nobody'), proof_to_read: true },
  '/api/v1/move': { ...owners('nobody'), recent_proof: true },
  // An older state knows operators and keys that were removed since.
  'POST /api/v1/backups/:name/restore': { ...owners('nobody'), recent_proof: true },
  '/api/v1/storage': seen('admin'),
  '/api/v1/certificates': { read: 'viewer', write: 'owner', scope: 'admin' },
  '/api/v1/activity': seen('admin'),
  '/api/v1/events': seen('admin'),
  '/api/v1/sign-out': { read: 'viewer', write: 'viewer', scope: 'anybody' },
  'GET /api/v1/session': { read: 'viewer', write: 'viewer', scope: 'anybody' },
  '/api/v1/session/proof': own,
  '/api/v1/account': { ...own, recent_proof: true },
  '/api/v1/sessions': own,
  '/api/v1/api-keys': own,
  'POST /api/v1/api-keys': { ...own, recent_proof: true },
  '/api/v1/wall-links': { read: 'operator', write: 'operator', scope: 'nobody' },
  'POST /api/v1/wall-links': { read: 'operator', write: 'operator', scope: 'nobody', recent_proof: true },
  '/api/v1/operators': { ...owners('nobody'), recent_proof: true },
}

const UNKNOWN: Permission = owners('admin')
const READING = new Set(['GET', 'HEAD', 'OPTIONS'])
const found = new Map<string, Permission | null>()

/** The row of the table for a route; null where there is none. @param url as the route is registered: `/api/v1/nodes/:id` */
export function permissionOf(method: string, url: string): Permission | null {
  const route = `${method === 'HEAD' ? 'GET' : method} ${url}`
  const known = found.get(route)
  if (known !== undefined) return known
  const paths = Object.keys(PERMISSIONS).filter((path) => {
    const of = path.includes(' ') ? route : url
    return of === path || of.startsWith(`${path}/`)
  })
  const [best] = paths.sort((one, other) => weight(other) - weight(one))
  const permission = best === undefined ? null : (PERMISSIONS[best] ?? null)
  // The routes are known and few; this is no cache of what clients send.
  found.set(route, permission)
  return permission
}

const weight = (path: string) => path.length + (path.includes(' ') ? 1_000 : 0)

/** Why somebody may not: forbidden, key_scope_missing, session_required or recent_proof_required; null: they may. */
export function refusalOf(method: string, url: string, principal: Principal, now_ms: number): ApiFailure | null {
  const permission = permissionOf(method, url) ?? UNKNOWN
  const is_reading = READING.has(method)
  const role = is_reading ? permission.read : permission.write
  if (ROLE_RANK[principal.role] < ROLE_RANK[role]) {
    const who = principal.by === 'wall_link' ? 'a wall link' : principal.operator_name
    return new ApiFailure(
      'forbidden',
      `This needs the role ${role}; ${who} has the role ${principal.role}.`,
      'Ask an owner of this origin.',
    )
  }
  if (permission.scope === 'nobody' && principal.by !== 'session') {
    return new ApiFailure(
      'session_required',
      'This can be done by an operator who is signed in only, not with an API key or a wall link.',
      'Sign in to the panel.',
    )
  }
  if (!isInScope(permission.scope, is_reading, principal)) return outOfScope(permission.scope, is_reading, principal)
  const wants_proof = is_reading ? permission.proof_to_read : permission.recent_proof
  return wants_proof && !isProven(principal, now_ms) ? unproven() : null
}

/** Whether it may see what every viewer may; an API key may have been made for something else alone. */
export function mayRead({ scopes }: Principal): boolean {
  return scopes === null || scopes.includes('read')
}

function isInScope(scope: Permission['scope'], is_reading: boolean, principal: Principal): boolean {
  if (principal.scopes === null || scope === 'anybody' || scope === 'nobody') return true
  return principal.scopes.includes(scope) || (is_reading && mayRead(principal))
}

function outOfScope(scope: string, is_reading: boolean, { scopes }: Principal): ApiFailure {
  const wanted = is_reading && scope !== 'read' ? `read or ${scope}` : scope
  return new ApiFailure(
    'key_scope_missing',
    `This API key may not do this: it has ${scopes?.join(', ')}, and this needs ${wanted}.`,
    'Make a key with that scope in the panel, under Settings.',
    { scopes, needed: is_reading ? ['read', scope] : [scope] },
  )
}

const isProven = ({ proven_until }: Principal, now_ms: number) =>
  proven_until !== null && Date.parse(proven_until) > now_ms

/** What an operator can do about it is added by who knows (authentication.ts). */
function unproven(): ApiFailure {
  return new ApiFailure(
    'recent_proof_required',
    'This is sensitive: prove again that it is you.',
    'POST /api/v1/session/proof with one of `methods`, then send this again.',
  )
}
