import { type Problem, problemOf } from '#contract/problem.ts'

interface Told {
  readonly code: string
  readonly message: string
}

const UNFORESEEN: Told = { code: 'internal_error', message: 'The origin failed at this request.' }

/** A problem document of each status, with a code that has this status. */
const PROBLEMS: Readonly<Record<number, Told>> = {
  400: { code: 'validation_failed', message: 'limit: Too small: expected number to be >=1' },
  401: { code: 'unauthorized', message: 'You are not signed in.' },
  403: { code: 'forbidden', message: 'This needs the role operator; vera has the role viewer.' },
  404: { code: 'not_found', message: 'There is no such thing.' },
  409: { code: 'last_routable_node', message: 'edge-1 is the only node that takes publishers and viewers' },
  412: { code: 'revision_mismatch', message: 'Node edge-1 is at revision 4, not at "3".' },
  416: { code: 'range_not_satisfiable', message: 'It has 44672512 bytes.' },
  422: { code: 'idempotency_key_reused', message: 'This Idempotency-Key came with another request before.' },
  426: { code: 'upgrade_required', message: 'This is the control channel of nodes.' },
  429: { code: 'too_many_attempts', message: 'Too many requests came from this address.' },
  500: UNFORESEEN,
  502: { code: 'ssh_refused', message: 'nothing listens there' },
  503: { code: 'no_candidates', message: 'no node takes viewers' },
  504: { code: 'ssh_timed_out', message: 'the box did not answer in time' },
  507: { code: 'disk_full', message: 'The disk of /srv/headwater is full: nothing was changed.' },
  508: { code: 'redirect_loop', message: 'live/test was passed on 3 times without an end' },
}

/** What is not there, by the routes that say so. */
const MISSING: readonly (readonly [RegExp, Told])[] = [
  [/\/backups/, { code: 'backup_not_found', message: 'there is no backup origin-2026-11-26T15-00-00-000Z.db' }],
  [
    /\/sessions/,
    { code: 'session_not_found', message: 'There is no session 3b1d6f6e-52d8-4b0c-a6f3-9e0d1c2b3a42 of yours.' },
  ],
  [
    /\/api-keys/,
    { code: 'api_key_not_found', message: 'There is no API key 9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c63 in force.' },
  ],
  [
    /\/operators/,
    { code: 'operator_not_found', message: 'There is no operator 0c9d2f1e-6a58-4b7c-8f1d-5e2a7b3c4d51.' },
  ],
  [/\/passkeys/, { code: 'passkey_not_found', message: 'You have no such passkey.' }],
  [
    /\/wall-links/,
    { code: 'wall_link_not_found', message: 'There is no wall link 9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c63 of yours.' },
  ],
  [/\/host-keys/, { code: 'host_key_not_found', message: 'No host key of 10.0.0.11, port 22, is known.' }],
  [/\/login/, { code: 'login_not_kept', message: 'No login to the box of edge-1 is kept.' }],
  [/\/nodes/, { code: 'node_not_found', message: 'there is no node 5f0c1f5e-8f7c-4f2e-9a51-0d6a3a0f7b11' }],
  [
    /\/rolling-drains/,
    { code: 'rolling_drain_not_found', message: 'there is no rolling drain 91459e2b-b284-4c06-b31a-15b09aef1d2b' },
  ],
  [/\/provisioning-runs/, { code: 'run_not_found', message: 'there is no run 4c0f6a0e-7d1b-4f0a-9a55-1f6f3f9f2c11' }],
  [
    /\/stream-policies/,
    { code: 'policy_not_found', message: 'there is no stream policy 0b1f8f0e-5a34-4b62-9b1c-5d0d3f7d7a10' },
  ],
  [
    /\/access-policies/,
    {
      code: 'access_policy_not_found',
      message: 'there is no access policy 5c1f8f0e-5a34-4b62-9b1c-5d0d3f7d7a10',
    },
  ],
  [
    /\/signing-keys/,
    { code: 'signing_key_not_found', message: 'there is no signing key 7e1f8f0e-5a34-4b62-9b1c-5d0d3f7d7a10' },
  ],
  [
    /\/stream-keys/,
    { code: 'stream_key_not_found', message: 'there is no stream key 6d1f8f0e-5a34-4b62-9b1c-5d0d3f7d7a10' },
  ],
  [/\/tickets/, { code: 'ticket_not_found', message: 'there is no ticket c8b39fd5-d154-4873-ac09-c4bbf9c9625a' }],
  [
    /\/cluster-tokens/,
    {
      code: 'cluster_token_not_found',
      message: 'There is no cluster token 8d272e2f-95db-4086-a3b4-f9f5905b0246.',
    },
  ],
  [
    /\/authority/,
    { code: 'authority_not_found', message: 'There is no authority 8d272e2f-95db-4086-a3b4-f9f5905b0246.' },
  ],
  [
    /\/enrollment-tokens/,
    {
      code: 'enrollment_token_not_found',
      message: 'There is no enrollment token 8d272e2f-95db-4086-a3b4-f9f5905b0246.',
    },
  ],
  [
    /^\/(play|resolve)|\/streams|\/allocations/,
    { code: 'stream_not_found', message: 'nobody publishes live/test at the moment' },
  ],
]

/** How a problem of this status looks at this route. */
export function problemExample(status: number, url: string): Problem {
  const missing = status === 404 ? MISSING.find(([pattern]) => pattern.test(url))?.[1] : undefined
  const { code, message } = missing ?? PROBLEMS[status] ?? UNFORESEEN
  const request_id = '0f9c1d3e-6f5b-4b3a-9f0e-0a51c7b1a2d4'
  return problemOf(status, { code, message, details: { hint: 'What to do next.' }, request_id })
}

const MEMBER_ERRORS: Readonly<Record<number, string>> = {
  401: 'the cluster token is missing or wrong; send it as X-Cluster-Token',
  403: 'edge-eu was removed from this cluster. An operator has to allow it before it can come back.',
  404: 'there is no member d9100835-4b53-4e62-a0a5-8850f595347e. Join first.',
  409: 'another node is called edge-eu. Choose another name.',
  410: 'edge-eu was removed from this cluster. An operator has to allow it before it can come back.',
  413: 'stats are 5000 bytes of JSON; 4096 are taken at most',
  422: 'edge-1 is the only node that takes publishers and viewers, so that a reason is wanted to go on',
  429: 'Too many requests came from this address. Try again in 1 minute.',
  507: 'this cluster has 1000 foreign members already. Remove those that are gone.',
}

/** How an error of this status looks at a route for members. */
export function memberErrorExample(status: number): object {
  const error = MEMBER_ERRORS[status]
  if (error !== undefined) return { data: null, error }
  return { data: null, error: 'name: Invalid input', issues: [{ path: 'name', message: 'Invalid input' }] }
}
