import { expect, test } from 'vitest'
import { SoftwareAuthenticator } from './testing-authenticator.ts'
import { openTrust, refusalOf } from './testing-trust.ts'

const at = { rp_id: 'origin.example.com', origin: 'https://origin.example.com' }
const from = { user_agent: 'a browser', address: '10.0.0.9' }

async function withPasskey() {
  const world = openTrust()
  const { trust } = world
  const owner = trust.ensureOwner()
  const key = new SoftwareAuthenticator()
  const { ceremony, options } = await trust.passkeys.beginRegistration(owner, at)
  const made = { ceremony, name: 'laptop', response: key.create(options, at.origin) }
  const info = await trust.passkeys.register(owner, made, at, 'operator:owner')
  const answer = async (origin = at.origin, of: string | null = null) => {
    const begun = await trust.passkeys.beginProof(of, at)
    return { ceremony: begun.ceremony, response: key.get(begun.options, origin) }
  }
  return { ...world, owner, key, made, info, answer, [Symbol.dispose]: world[Symbol.dispose] }
}

test('a passkey signs in without a name, is both factors, and each answer is good once', async () => {
  using world = await withPasskey()
  const { trust, owner } = world
  const shown = await world.answer()
  const { principal } = await trust.sign_in.byPasskey(shown, at, from)
  expect(principal).toMatchObject({ operator_id: owner.id, by: 'session' })
  expect(trust.sessions.list(owner.id, null)).toMatchObject([{ signed_in_by: 'passkey' }])
  expect(await refusalOf(() => trust.sign_in.byPasskey(shown, at, from))).toBe('passkey_refused')
  expect(trust.passkeys.list(owner.id)).toMatchObject([{ name: 'laptop', last_used_at: expect.any(String) }])
  expect(world.told('passkey.added')).toMatchObject([{ data: { after: { name: 'laptop', rp_id: at.rp_id } } }])
})

test('a passkey is refused from another page, late, without its user, copied, and once it was removed', async () => {
  using world = await withPasskey()
  const { trust, owner, key, clock, answer } = world
  const tried = async (made: Awaited<ReturnType<typeof answer>>) =>
    await refusalOf(() => trust.sign_in.byPasskey(made, at, from))
  expect(await tried(await answer('https://evil.example.com'))).toBe('passkey_refused')
  const late = await answer()
  clock.now_ms += 5 * 60_000
  expect(await tried(late)).toBe('passkey_refused')
  key.verifies_user = false
  expect(await tried(await answer())).toBe('passkey_refused')
  key.verifies_user = true
  const stranger = await answer()
  expect(await tried({ ...stranger, response: { ...stranger.response, id: 'AAAA', rawId: 'AAAA' } })).toBe(
    'passkey_refused',
  )
  const forged = await answer()
  expect(await tried({ ...forged, ceremony: `${forged.ceremony.slice(0, -3)}xxx` })).toBe('passkey_refused')
  // One that counts less than it did was copied.
  expect(await tried(await answer())).toBe('nothing')
  world.store.sql.prepare('UPDATE passkeys SET counter = 1000').run()
  expect(await tried(await answer())).toBe('passkey_refused')
  world.store.sql.prepare('UPDATE passkeys SET counter = 0').run()
  const [passkey] = trust.passkeys.list(owner.id)
  const last = await answer()
  trust.passkeys.remove(owner, passkey?.id ?? '', 'operator:owner')
  expect(await tried(last)).toBe('passkey_refused')
  expect(await refusalOf(() => trust.passkeys.remove(owner, passkey?.id ?? '', 'x'))).toBe('passkey_not_found')
  expect(world.told('passkey.removed')).toHaveLength(1)
})

test('a passkey is registered once, by who began it', async () => {
  using world = await withPasskey()
  const { trust, owner, made } = world
  const again = () => trust.passkeys.register(owner, made, at, 'operator:owner')
  expect(await refusalOf(again)).toBe('passkey_unusable')
  const { id } = trust.invite({ name: 'vera', role: 'viewer', reason: null }, 60_000, 'x')
  const begun = await trust.passkeys.beginRegistration(owner, at)
  const response = new SoftwareAuthenticator().create(begun.options, at.origin)
  const stolen = { ceremony: begun.ceremony, name: 'mine', response }
  expect(await refusalOf(() => trust.passkeys.register(trust.operators.get(id), stolen, at, 'x'))).toBe(
    'passkey_unusable',
  )
  const other = await trust.passkeys.beginRegistration(owner, at)
  const elsewhere = new SoftwareAuthenticator().create(other.options, 'https://evil.example.com')
  const bad = { ceremony: other.ceremony, name: 'x', response: elsewhere }
  expect(await refusalOf(() => trust.passkeys.register(owner, bad, at, 'x'))).toBe('passkey_unusable')
})

test('a passkey proves again who sits there, and nobody else', async () => {
  using world = await withPasskey()
  const { trust, owner, clock } = world
  const { principal } = world.signIn(owner.id)
  const session_id = principal.session_id ?? ''
  clock.now_ms += 15 * 60_000
  const proof = { passkey: { answer: await world.answer(at.origin, owner.id), at } }
  const until = await trust.sign_in.prove({ ...principal, session_id }, proof, from)
  expect(Date.parse(until)).toBe(clock.now_ms + 15 * 60_000)
  const { id } = trust.invite({ name: 'vera', role: 'viewer', reason: null }, 60_000, 'x')
  const hers = world.signIn(id).principal
  const wrong = { passkey: { answer: await world.answer(), at } }
  expect(await refusalOf(() => trust.sign_in.prove({ ...hers, session_id: hers.session_id ?? '' }, wrong, from))).toBe(
    'proof_refused',
  )
})
