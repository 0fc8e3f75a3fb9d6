import { hash } from '@node-rs/argon2'
import { describe, expect, test } from 'vitest'
import { refuseWeakPassword } from './password-rules.ts'
import { Passwords } from './passwords.ts'
import { openTrust, refusalOf } from './testing-trust.ts'

const PASSWORD = 'three words of nothing'
const from = { user_agent: 'a browser', address: '10.0.0.9' }

async function withPassword() {
  const world = openTrust()
  const owner = world.trust.ensureOwner()
  const first = world.signIn(owner.id)
  await world.trust.accounts.setPassword(first.principal, PASSWORD)
  return { ...world, owner, first, [Symbol.dispose]: world[Symbol.dispose] }
}

describe('a password', () => {
  test('signs in, is not on the disk, and ends the other sessions when it is changed', async () => {
    using world = await withPassword()
    const { trust, owner } = world
    const { principal, session_token } = await trust.sign_in.byPassword({ name: 'OWNER', password: PASSWORD }, from)
    expect(principal).toMatchObject({ operator_id: owner.id, by: 'session' })
    expect(await refusalOf(() => trust.sign_in.byPassword({ name: 'owner', password: 'wrong' }, from))).toBe(
      'sign_in_refused',
    )
    expect(await refusalOf(() => trust.sign_in.byPassword({ name: 'nobody', password: PASSWORD }, from))).toBe(
      'sign_in_refused',
    )
    const link = trust.createSignInLink(owner.id, 60_000)
    const { ended } = await trust.accounts.setPassword(principal, 'four words of nothing')
    expect(await refusalOf(() => trust.sign_in.byLink(link, from))).toBe('sign_in_link_invalid')
    expect(ended).toBe(1)
    expect(trust.authenticate({ cookie: world.first.session_token })).toBeNull()
    expect(trust.authenticate({ cookie: session_token })).not.toBeNull()
    expect(await refusalOf(() => trust.sign_in.byPassword({ name: 'owner', password: PASSWORD }, from))).toBe(
      'sign_in_refused',
    )
    expect(world.told('operator.password_set').map(({ message }) => message)).toEqual([
      'owner changed the password.',
      'owner set a password.',
    ])
    const row = JSON.stringify(world.store.all(world.store.db.selectFrom('operators').selectAll()))
    expect(row).toContain('$argon2id$v=19$m=32768,t=3,p=1$')
    expect(row).not.toContain('words')
  })

  test.each([
    ['short', 'too short!!'],
    ['one character', 'aaaaaaaaaaaaaaaa'],
    ['a run', '123456789012'],
    ['a run backwards', 'zyxwvutsrqponm'],
    ['among the worst', 'Password!2026'],
    ['the product', '123headwater123'],
    ['the own name', 'mira.weller1'],
    ['the own name twice', 'Mira.WellerMira.Weller'],
  ])('is refused: %s', async (_, password) => {
    expect(await refusalOf(() => refuseWeakPassword(password, 'mira.weller'))).toBe('password_refused')
  })

  test.each(['correct zebra staple', 'tr0ub4dor&3xyz', 'пароль из пяти слов', '🐎🔋🧷🎠🐎🔋🧷🎠🐎🔋🧷🎠'])(
    'is taken: %s',
    async (password) => {
      expect(await refusalOf(() => refuseWeakPassword(password, 'mira.weller'))).toBe('nothing')
    },
  )

  test('takes as long for a name that nobody has', async () => {
    const passwords = new Passwords()
    const stored = await passwords.hash(PASSWORD)
    await passwords.matches('x', null)
    const timed = async (hash: string | null) => {
      const began = performance.now()
      for (let n = 0; n < 5; n += 1) await passwords.matches('wrong', hash)
      return performance.now() - began
    }
    const [known, unknown] = [await timed(stored), await timed(null)]
    // Without the hash that stands in it would be a thousand times.
    expect(Math.max(known, unknown) / Math.min(known, unknown)).toBeLessThan(5)
    expect(await passwords.matches(PASSWORD, stored)).toBe(true)
    expect(await passwords.matches('nobody’s', null)).toBe(false)
  })

  test('that was hashed at a lower cost is hashed anew when it is used', async () => {
    using world = await withPassword()
    const { store, trust } = world
    const cheap = await hash(PASSWORD, { memoryCost: 8 * 1024, timeCost: 1, parallelism: 1 })
    store.sql.prepare('UPDATE operators SET password_hash = ?').run(cheap)
    const signIn = () => trust.sign_in.byPassword({ name: 'owner', password: PASSWORD }, from)
    await signIn()
    expect(trust.operators.byName('owner')?.password_hash).toContain('$m=32768,t=3,p=1$')
    await signIn()
  })

  test('is hashed one at a time, and a flood is turned away', async () => {
    const passwords = new Passwords()
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => refusalOf(() => passwords.matches('wrong', null))),
    )
    expect(answers.filter((code) => code === 'sign_in_busy').length).toBeGreaterThanOrEqual(24)
    expect(await refusalOf(() => passwords.matches('wrong', null))).toBe('nothing')
  })
})

describe('who guesses', () => {
  test('is slowed down by account from wherever, and the owner gets in by a link meanwhile', async () => {
    using world = await withPassword()
    const { trust, owner, clock } = world
    const guess = (nth: number, name = 'owner') =>
      refusalOf(() => trust.sign_in.byPassword({ name, password: 'wrong' }, { ...from, address: `10.0.1.${nth}` }))
    const answers = []
    for (let nth = 0; nth < 7; nth += 1) answers.push(await guess(nth))
    expect(answers).toEqual([...new Array<string>(5).fill('sign_in_refused'), 'account_slowed', 'account_slowed'])
    // A right one waits too: it is not looked at.
    expect(await refusalOf(() => trust.sign_in.byPassword({ name: 'owner', password: PASSWORD }, from))).toBe(
      'account_slowed',
    )
    expect(world.signIn(owner.id).principal.operator_name).toBe('owner')
    expect(trust.authenticate({ cookie: world.first.session_token })).not.toBeNull()
    expect(world.told('operator.slowed')).toMatchObject([{ severity: 'warning', data: { failures: 5 } }])
    clock.now_ms += 1_000
    expect((await trust.sign_in.byPassword({ name: 'owner', password: PASSWORD }, from)).principal.role).toBe('owner')
    expect(await guess(1)).toBe('sign_in_refused')
    // Nobody learns from it which names there are.
    for (let nth = 0; nth < 5; nth += 1) await guess(nth, 'nobody')
    expect(await guess(9, 'nobody')).toBe('account_slowed')
  })

  test('never makes anybody wait longer than five minutes, and many at once have five tries', async () => {
    using world = await withPassword()
    const { trust, clock } = world
    const guess = () => refusalOf(() => trust.sign_in.byPassword({ name: 'owner', password: 'wrong' }, from))
    const at_once = await Promise.all(Array.from({ length: 12 }, guess))
    expect(at_once.filter((code) => code === 'sign_in_refused')).toHaveLength(5)
    for (let n = 0; n < 12; n += 1) {
      clock.now_ms += 5 * 60_000
      expect(await guess()).toBe('sign_in_refused')
    }
    expect(await guess()).toBe('account_slowed')
    clock.now_ms += 5 * 60_000
    expect((await trust.sign_in.byPassword({ name: 'owner', password: PASSWORD }, from)).principal.role).toBe('owner')
  })
})

test('a proof counts for 15 minutes, and is renewed by the password or by a link of one’s own', async () => {
  using world = await withPassword()
  const { trust, clock, first, owner } = world
  const now = () => {
    const principal = trust.authenticate({ cookie: first.session_token })
    if (principal?.session_id == null) throw new Error('not signed in')
    return { ...principal, session_id: principal.session_id }
  }
  expect(now().proven_until).not.toBeNull()
  clock.now_ms += 15 * 60_000
  expect(now().proven_until).toBeNull()
  expect(trust.sign_in.methods(owner.id)).toEqual(['link', 'password'])
  expect(await refusalOf(() => trust.sign_in.prove(now(), { password: 'wrong' }, from))).toBe('proof_refused')
  expect(now().proven_until).toBeNull()
  await trust.sign_in.prove(now(), { password: PASSWORD }, from)
  expect(now().proven_until).not.toBeNull()
  clock.now_ms += 15 * 60_000
  const { token } = trust.invite({ name: 'vera', role: 'owner', reason: null }, 60_000, 'operator:owner')
  expect(await refusalOf(() => trust.sign_in.prove(now(), { link_token: token }, from))).toBe('proof_refused')
  expect(trust.sign_in.byLink(token, from).principal.operator_name).toBe('vera')
  await trust.sign_in.prove(now(), { link_token: trust.createSignInLink(owner.id, 60_000) }, from)
  expect(now().proven_until).not.toBeNull()
})
