import type { ApiKeyInfo, OperatorInfo, OperatorSession, SessionInfo, WallLinkInfo } from '#contract/operators.ts'
import { type DocumentedRoutes, says } from './documented-route.ts'

const ids = {
  owner: '7f7a1b9e-2f0e-4a57-9c0e-1f6f9c2d3a40',
  vera: '0c9d2f1e-6a58-4b7c-8f1d-5e2a7b3c4d51',
  session: '3b1d6f6e-52d8-4b0c-a6f3-9e0d1c2b3a42',
  key: '9a8b7c6d-5e4f-4a3b-8c2d-1e0f9a8b7c63',
}
const session: OperatorSession = {
  ...{ operator_id: ids.owner, operator_name: 'owner', role: 'owner', by: 'session' },
  expires_at: '2026-11-27T02:44:41.656Z',
  ...{ session_id: ids.session, scopes: null, proven_until: '2026-11-26T14:59:41.656Z' },
}
const account = {
  ...{ id: ids.owner, name: 'owner', role: 'owner', created_at: '2026-11-20T08:00:00.000Z' },
  ...{ password_set_at: '2026-11-20T08:02:10.000Z', totp_since: null, recovery_codes_left: 0, passkeys: 0 },
}
const vera: OperatorInfo = {
  ...{ id: ids.vera, name: 'vera', role: 'operator', state: 'invited' },
  ...{ created_at: '2026-11-26T14:50:00.000Z', invited_by: 'operator:owner', last_signed_in_at: null },
  ...{ has_password: false, has_totp: false, passkeys: 0, sessions: 0, api_keys: 0 },
  link_expires_at: '2026-11-29T14:50:00.000Z',
}
const link = {
  sign_in_url: 'http://10.0.0.10:8090/sign-in#signin_0000000000000000000000000000000000000000000',
  expires_at: '2026-11-29T14:50:00.000Z',
}
const browser: SessionInfo = {
  ...{ id: ids.session, operator_id: ids.owner, operator_name: 'owner', kind: 'operator', wall_link_name: null },
  ...{ signed_in_by: 'password', address: '10.0.0.77', user_agent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/146.0' },
  ...{ created_at: '2026-11-26T14:44:41.656Z', last_used_at: '2026-11-26T14:49:41.656Z' },
  ...{ expires_at: '2026-11-27T02:49:41.656Z', current: true },
}
const key: ApiKeyInfo = {
  ...{ id: ids.key, name: 'nightly drain', prefix: 'sk_Zk3q0A', operator_id: ids.owner, operator_name: 'owner' },
  ...{ role: 'owner', scopes: ['read', 'nodes'], created_at: '2026-11-26T14:51:00.000Z' },
  ...{ expires_at: '2027-02-24T14:51:00.000Z', last_used_at: null, state: 'active' },
}
const PROOF =
  'Wants a proof of the last 15 minutes: else 403 `recent_proof_required`, and then `POST /api/v1/session/proof`.'
const SESSION_ONLY = 'For who is signed in; not with an API key.'

const ceremony = 'eyJraW5kIjoic2lnbl9pbiJ9.0000000000000000000000000000000000000000000'
const challenge = '0000000000000000000000000000000000000000000'
const credential = {
  ...{ id: 'AAAAAAAAAAAAAAAAAAAAAA', rawId: 'AAAAAAAAAAAAAAAAAAAAAA', type: 'public-key', clientExtensionResults: {} },
  response: { clientDataJSON: 'e30', authenticatorData: 'AAAA', signature: 'AAAA', userHandle: null },
}
const begun = { ceremony, options: { challenge, rpId: 'origin.example.com', userVerification: 'required' } }
const passkey = {
  ...{ id: 'AAAAAAAAAAAAAAAAAAAAAA', name: 'laptop', rp_id: 'origin.example.com' },
  ...{ created_at: '2026-11-26T14:55:00.000Z', last_used_at: null },
}
const codes = ['abcd-efgh-jkmn-pqrs', 'tuvw-xyz2-3456-789a']
const wall: WallLinkInfo = {
  ...{ id: ids.key, name: 'studio 2', operator_id: ids.owner, operator_name: 'owner', screens: 1 },
  ...{ created_at: '2026-11-26T14:56:00.000Z', expires_at: '2026-12-26T14:56:00.000Z' },
  last_used_at: '2026-11-26T14:57:00.000Z',
}
const NAMES = '409 `passkeys_unavailable`: at an IP address, or without TLS, browsers have none.'

/** That of RFC 6238. Apart from its address: a text that has both looks to whoever scans files as a secret of somebody. */
const totp_secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

/** Signing in, and what operators do about themselves and one another. */
export const operatorRoutes: DocumentedRoutes = {
  'POST /api/v1/sign-in': {
    description: 'A link works once, within its hour. The cookie is HttpOnly and SameSite=Strict.',
    body: { link_token: 'signin_0000000000000000000000000000000000000000000' },
    answers: says(session),
  },
  'POST /api/v1/sign-in/password': {
    description:
      'The cookie is as for a link. 401 `second_factor_required`: send it again with `code`. 429 `account_slowed`: too many wrong ones were tried for this name; links and passkeys do not wait.',
    body: { name: 'owner', password: 'a few words of no meaning' },
    answers: says(session),
  },
  'POST /api/v1/session/proof': {
    description: `${SESSION_ONLY} A proof counts for 15 minutes, in this session alone; signing in is one.`,
    body: { password: 'a few words of no meaning' },
    answers: says(session),
  },
  'POST /api/v1/sign-out': { description: 'Without a cookie nothing is ended.', answers: says({ signed_out: true }) },
  'GET /api/v1/session': {
    description: 'The operator behind the cookie or the API key that came along.',
    answers: says(session),
  },
  'GET /api/v1/account': { description: SESSION_ONLY, answers: says(account) },
  'PATCH /api/v1/account': {
    description: `${SESSION_ONLY} ${PROOF}`,
    body: { name: 'mira' },
    answers: says({ ...account, name: 'mira' }),
  },
  'PUT /api/v1/account/password': {
    description: `${SESSION_ONLY} ${PROOF} 422 \`password_refused\` says what is wrong with it.`,
    body: { password: 'a few words of no meaning' },
    answers: says({ ended: 2 }),
  },
  'GET /api/v1/sessions': {
    description: `${SESSION_ONLY} \`of=all\`: everybody’s, for owners.`,
    answers: says({ items: [browser] }),
  },
  'DELETE /api/v1/sessions/:id': { description: SESSION_ONLY, answers: says({ ...browser, current: false }) },
  'POST /api/v1/sessions/end-others': { description: SESSION_ONLY, answers: says({ ended: 2 }) },
  'GET /api/v1/api-keys': {
    description: `${SESSION_ONLY} \`of=all\`: everybody’s, for owners. Keys that ended stay listed for 30 days.`,
    answers: says({ items: [key] }),
  },
  'POST /api/v1/api-keys': {
    description: `${SESSION_ONLY} ${PROOF} The answer is the only time the key itself is shown. A key never may more than its operator, and ends with them.`,
    body: { name: 'nightly drain', scopes: ['read', 'nodes'], ttl_ms: 7_776_000_000 },
    answers: says({ ...key, key: 'sk_0000000000000000000000000000000000000000000' }),
  },
  'DELETE /api/v1/api-keys/:id': { description: SESSION_ONLY, answers: says({ ...key, state: 'revoked' }) },
  'GET /api/v1/operators': { description: SESSION_ONLY, answers: says({ items: [vera] }) },
  'POST /api/v1/operators': {
    description: `${SESSION_ONLY} ${PROOF} The link in the answer signs them in once, and is shown this once.`,
    body: { name: 'vera', role: 'operator', reason: 'runs the evening shows' },
    answers: says({ operator: vera, ...link }),
  },
  'PATCH /api/v1/operators/:id': {
    description: `${SESSION_ONLY} ${PROOF} Their sessions and keys may at once what the new role may. 409 \`last_owner\`: there has to be one.`,
    body: { role: 'viewer', reason: 'left the team' },
    answers: says({ ...vera, role: 'viewer' }),
  },
  'DELETE /api/v1/operators/:id': {
    description: `${SESSION_ONLY} ${PROOF} Their sessions, links and keys end at once. 409 \`last_owner\`: there has to be one.`,
    answers: says(vera),
  },
  'POST /api/v1/operators/:id/sign-in-link': {
    description: `${SESSION_ONLY} ${PROOF} It works without their second factor; links made before end.`,
    body: { ttl_ms: 86_400_000, reason: 'lost the phone' },
    answers: says(link),
  },
  'POST /api/v1/sign-in/passkey/options': {
    description: `Give \`options\` to \`navigator.credentials.get()\`, and send what it says to POST /api/v1/sign-in/passkey. ${NAMES}`,
    answers: says(begun),
  },
  'POST /api/v1/sign-in/passkey': {
    description: 'A passkey is both factors at once: no code is asked for. The cookie is as for a link.',
    body: { ceremony, response: credential },
    answers: says(session),
  },
  'POST /api/v1/session/proof/passkey': {
    description: `${SESSION_ONLY} What the browser says is sent to POST /api/v1/session/proof as \`passkey\`. ${NAMES}`,
    answers: says(begun),
  },
  'GET /api/v1/account/passkeys': { description: SESSION_ONLY, answers: says({ items: [passkey] }) },
  'POST /api/v1/account/passkeys/options': {
    description: `${SESSION_ONLY} ${PROOF} Give \`options\` to \`navigator.credentials.create()\`. ${NAMES}`,
    answers: says({ ceremony, options: { challenge, rp: { id: 'origin.example.com', name: 'Headwater' } } }),
  },
  'POST /api/v1/account/passkeys': {
    description: `${SESSION_ONLY} ${PROOF} It is for the name in the browser’s address bar, and found by itself there.`,
    body: {
      ...{ ceremony, name: 'laptop' },
      response: { ...credential, response: { clientDataJSON: 'e30', attestationObject: 'AAAA' } },
    },
    answers: says(passkey),
  },
  'DELETE /api/v1/account/passkeys/:id': { description: `${SESSION_ONLY} ${PROOF}`, answers: says(passkey) },
  'POST /api/v1/account/totp': {
    description: `${SESSION_ONLY} ${PROOF} The secret is shown this once, and counts once a code of it was sent to \`confirm\`.`,
    answers: says({
      secret: totp_secret,
      uri: `otpauth://totp/Headwater:owner?issuer=Headwater&secret=${totp_secret}&algorithm=SHA1&digits=6&period=30`,
    }),
  },
  'POST /api/v1/account/totp/confirm': {
    description: `${SESSION_ONLY} ${PROOF} The recovery codes are shown this once; each is good once, in place of a code.`,
    body: { code: '287082' },
    answers: says({ recovery_codes: codes }),
  },
  'DELETE /api/v1/account/totp': { description: `${SESSION_ONLY} ${PROOF}`, answers: says(account) },
  'POST /api/v1/account/recovery-codes': {
    description: `${SESSION_ONLY} ${PROOF}`,
    answers: says({ recovery_codes: codes }),
  },
  'GET /api/v1/wall-links': {
    description: `${SESSION_ONLY} \`of=all\`: everybody’s, for owners.`,
    answers: says({ items: [wall] }),
  },
  'POST /api/v1/wall-links': {
    description: `${SESSION_ONLY} ${PROOF} The link is shown this once. It can be opened again and again until it ends; each screen is in the list of sessions.`,
    body: { name: 'studio 2', ttl_ms: 2_592_000_000 },
    answers: says({
      ...wall,
      wall_url: 'http://10.0.0.10:8090/sign-in#wall_0000000000000000000000000000000000000000000',
    }),
  },
  'DELETE /api/v1/wall-links/:id': {
    description: `${SESSION_ONLY} Its screens are signed out at once.`,
    answers: says(wall),
  },
}
