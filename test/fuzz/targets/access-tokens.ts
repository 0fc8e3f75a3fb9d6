import { enrollmentTokenSchema, nodeCredentialSchema, partsOfToken } from '#contract/enrollment.ts'
import type { ClusterId } from '#contract/ids.ts'
import { hashSecret, isSecret, secretMatches, shownPrefix } from '../../../src-main/trust/secret.ts'
import { openTrust } from '../../../src-main/trust/testing-trust.ts'
import { TrustError } from '../../../src-main/trust/trust-error.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { expectTrue } from '../pieces.ts'

const opened = openTrust()
process.once('exit', () => opened[Symbol.dispose]())
const { trust, store } = opened
const made = (more: object = {}) =>
  trust.createEnrollmentToken({
    ...{ cluster_id: 'main' as ClusterId, name: null, usage_limit: 1, ttl_ms: 60_000, created_by: 'operator:owner' },
    ...more,
  }).token
const free = made()
const bound = made({ networks: ['10.0.0.0/8', '2001:db8::/32'], node_names: 'edge-*' })
const revoked = made()
const [, revoked_info] = [revoked, trust.listEnrollmentTokens().find(({ prefix }) => revoked.startsWith(prefix))]
if (revoked_info !== undefined) trust.revokeEnrollmentToken(revoked_info.id, 'operator:owner')
const cluster = trust.cluster_tokens.create({ name: 'boxes', ttl_ms: null }, 'operator:owner').token

/** What an input cannot know stands in it by a letter. */
const KNOWN: Readonly<Record<string, string>> = {
  '{F}': free,
  '{B}': bound,
  '{R}': revoked,
  '{C}': cluster,
  '{A}': 'a'.repeat(64),
}
const filled = (text: string) => text.replaceAll(/\{[FBRCA]\}/g, (name) => KNOWN[name] ?? name)

class RolledBack extends Error {}

function letIn(token: string, name: string, address: string): true | string {
  try {
    const { cluster_id, prefix } = trust.consumeEnrollmentToken(token, { name, address })
    expectTrue('into its cluster', cluster_id === 'main' && token.startsWith(prefix))
    return true
  } catch (error) {
    if (!(error instanceof TrustError)) throw error
    const hidden = partsOfToken(token).secret.slice(13)
    // Name and address are told back; who puts a token there told it themselves.
    const is_elsewhere = hidden.length < 20 || `${name} ${address}`.includes(hidden)
    expectTrue('a refusal shows no secret', is_elsewhere || !error.message.includes(hidden))
    return error.code
  }
}

/** Whether the origin lets a box in by an enrollment token; leaves no trace, so that each input finds the same. */
function isLetIn(token: string, name: string, address: string): boolean | string {
  let outcome: boolean | string = false
  try {
    store.transaction(() => {
      outcome = letIn(token, name, address)
      if (outcome === true) expectTrue('and once', letIn(token, name, address) === 'enrollment_token_usage_exceeded')
      throw new RolledBack()
    })
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
  }
  return outcome
}

/** Tokens that boxes come with, one input each: the token, the name that the box wishes for, and where it comes from. */
export const accessTokens: FuzzTarget = {
  name: 'access-tokens',
  covers: [
    '/contract/enrollment.ts',
    '/trust/secret.ts',
    '/trust/enrollment-tokens.ts',
    '/trust/cluster-tokens.ts',
    '/trust/network-list.ts',
  ],
  max_bytes: 512,
  dictionary: [
    ...Object.keys(KNOWN),
    'enroll_',
    'clt_',
    'node_',
    '.',
    '\n',
    'edge-',
    '10.0.0.1',
    '::ffff:',
    '2001:db8::1',
    '\0',
    '%',
  ].map((word) => Buffer.from(word)),
  seeds: [
    '{F}\nedge-1\n10.0.0.1',
    '{B}\nedge-1\n10.0.0.1',
    '{B}\nother\n10.0.0.1',
    '{B}\nedge-1\n192.0.2.1',
    '{R}\nedge-1\n10.0.0.1',
    '{C}\nbox\n10.0.0.1',
    '{F}.{A}\nedge-1\n10.0.0.1',
    `enroll_${'x'.repeat(43)}.{A}\nedge-1\n::1`,
    `node_${'x'.repeat(43)}\nn\n`,
  ].map((text) => Buffer.from(text)),
  check(input) {
    const [token = '', name = '', address = ''] = filled(input.toString('utf8')).split('\n')
    const { secret, authority } = partsOfToken(token)
    const is_form = enrollmentTokenSchema.safeParse(token).success
    if (is_form) {
      expectTrue('its secret is one', isSecret('enroll', secret))
      expectTrue('its parts are the whole', token === (authority === null ? secret : `${secret}.${authority}`))
    }
    expectTrue('it is of one kind at most', !(isSecret('enroll', token) && isSecret('clt', token)))
    if (nodeCredentialSchema.safeParse(token).success) expectTrue('a credential is a secret', isSecret('node', token))
    if (isSecret('clt', token)) expectTrue('little of it is shown', shownPrefix(token).length === 10)
    expectTrue('a secret is the one that was hashed', secretMatches(token, hashSecret(token)))

    const outcome = isLetIn(token, name, address)
    const of = secret === free ? 'free' : secret === bound ? 'bound' : secret === revoked ? 'revoked' : 'none'
    if (outcome === true) expectTrue('only by a token that was made', of === 'free' || of === 'bound')
    if (of === 'free') expectTrue('a good token lets in', outcome === true)
    if (of === 'revoked') expectTrue('a revoked one does not', outcome === 'enrollment_token_revoked')
    if (of === 'bound' && outcome === true) {
      expectTrue('under its name', name.startsWith('edge-'))
      expectTrue('from its networks', /^(?:::ffff:)?(?:10\.|0?a\w{2}:)|^2001:0?db8:/i.test(address))
    }
    const is_cluster = trust.cluster_tokens.prove(token, 'fuzz')
    expectTrue('a cluster token and no other is one', is_cluster === (token === cluster))
    return `${outcome} ${of} ${is_cluster} ${is_form} ${authority === null}`
  },
}
