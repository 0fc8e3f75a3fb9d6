import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Secret, TOTP } from 'otpauth'
import { expect, test } from 'vitest'
import { openTrust, refusalOf } from './testing-trust.ts'

const PASSWORD = 'three words of nothing'
const from = { user_agent: 'a browser', address: '10.0.0.9' }

async function withTotp() {
  const world = openTrust()
  const { trust, clock } = world
  const owner = trust.ensureOwner()
  const { principal } = world.signIn(owner.id)
  await trust.accounts.setPassword(principal, PASSWORD)
  const { secret, uri } = trust.second_factors.begin(owner.id)
  const app = new TOTP({ secret: Secret.fromBase32(secret) })
  const code = (offset_ms = 0) => app.generate({ timestamp: clock.now_ms + offset_ms })
  const { recovery_codes } = trust.second_factors.confirm(principal, code())
  const enter = (given?: string) => trust.sign_in.byPassword({ name: 'owner', password: PASSWORD, code: given }, from)
  return {
    ...world,
    owner,
    principal,
    secret,
    uri,
    code,
    recovery_codes,
    enter,
    [Symbol.dispose]: world[Symbol.dispose],
  }
}

test('an authenticator app is asked for after the password, and each code is good once', async () => {
  using world = await withTotp()
  const { clock, code, enter, trust, owner } = world
  expect(world.uri).toContain('otpauth://totp/Headwater:owner?issuer=Headwater&secret=')
  expect(await refusalOf(() => enter())).toBe('second_factor_required')
  // The code that turned it on was used by that.
  expect(await refusalOf(() => enter(code()))).toBe('second_factor_wrong')
  clock.now_ms += 30_000
  const used = code()
  expect((await enter(used)).principal.operator_name).toBe('owner')
  expect(await refusalOf(() => enter(used))).toBe('second_factor_wrong')
  clock.now_ms += 30_000
  // A clock that is 30 s behind or before is taken, one of a minute is not; nothing before what was taken is.
  expect(await refusalOf(() => enter(code(-30_000)))).toBe('second_factor_wrong')
  expect(await refusalOf(() => enter(code(60_000)))).toBe('second_factor_wrong')
  expect((await enter(code(30_000))).principal.operator_name).toBe('owner')
  expect(await refusalOf(() => enter(code()))).toBe('second_factor_wrong')
  expect(trust.sign_in.methods(owner.id)).toEqual(['link', 'password', 'totp', 'recovery_code'])
  // A link is the way back in for who has lost the phone.
  expect(world.signIn(owner.id).principal.operator_name).toBe('owner')
})

test('the secret of an authenticator app lies sealed, and recovery codes as hashes', async () => {
  using world = await withTotp()
  const database = path.join(world.folder, 'headwater.db')
  const disk = ['', '-wal'].map((end) => readFileSync(`${database}${end}`)).map((bytes) => bytes.toString('latin1'))
  const bytes = Buffer.from(Secret.fromBase32(world.secret).bytes).toString('latin1')
  for (const secret of [world.secret, bytes, PASSWORD, ...world.recovery_codes]) {
    expect(disk.some((text) => text.includes(secret))).toBe(false)
  }
})

test('a recovery code lets in once, however it is typed, and says how many are left', async () => {
  using world = await withTotp()
  const { recovery_codes, enter, trust, principal, owner } = world
  expect(new Set(recovery_codes).size).toBe(10)
  const [first = '', second = ''] = recovery_codes
  expect(first).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/)
  expect((await enter(first.toUpperCase().replaceAll('-', ' '))).principal.operator_name).toBe('owner')
  expect(await refusalOf(() => enter(first))).toBe('second_factor_wrong')
  expect(trust.accounts.of(owner.id)).toMatchObject({ recovery_codes_left: 9, totp_since: expect.any(String) })
  expect(world.told('operator.recovery_code_used')).toMatchObject([{ data: { left: 9 } }])
  trust.second_factors.renewCodes(principal)
  expect(await refusalOf(() => enter(second))).toBe('second_factor_wrong')
})

test('who has the password and guesses codes is slowed down, and asking for the code costs no try', async () => {
  using world = await withTotp()
  for (let n = 0; n < 10; n += 1) expect(await refusalOf(() => world.enter())).toBe('second_factor_required')
  const answers = []
  for (let n = 0; n < 6; n += 1) answers.push(await refusalOf(() => world.enter('000000')))
  expect(answers).toEqual([...new Array<string>(5).fill('second_factor_wrong'), 'account_slowed'])
  expect(await refusalOf(() => world.enter())).toBe('account_slowed')
  expect(world.told('operator.slowed')).toHaveLength(1)
  expect(world.told('operator.second_factor_wrong')).toHaveLength(5)
})

test('an authenticator app is turned off and set up anew, and never replaced by the way', async () => {
  using world = await withTotp()
  const { trust, owner, principal, enter } = world
  expect(await refusalOf(() => trust.second_factors.begin(owner.id))).toBe('totp_already_on')
  trust.second_factors.turnOff(principal)
  expect((await enter()).principal.operator_name).toBe('owner')
  expect(trust.accounts.of(owner.id)).toMatchObject({ recovery_codes_left: 0, totp_since: null })
  trust.second_factors.begin(owner.id)
  // Begun is not on.
  expect((await enter()).principal.operator_name).toBe('owner')
  expect(await refusalOf(() => trust.second_factors.confirm(principal, '000000'))).toBe('totp_code_wrong')
  expect(world.told('operator.totp_off')).toMatchObject([
    { data: { before: { totp_since: expect.any(String) }, after: { totp_since: null } } },
  ])
})

test('a browser in which somebody has signed in does not wait for who guesses from elsewhere', async () => {
  using world = openTrust()
  const { trust } = world
  const owner = trust.ensureOwner()
  const { principal, device_token } = world.signIn(owner.id)
  await trust.accounts.setPassword(principal, PASSWORD)
  const attempt = (password: string, token?: string) =>
    trust.sign_in.byPassword({ name: 'owner', password }, { ...from, device_token: token })
  for (let n = 0; n < 6; n += 1) await refusalOf(() => attempt('wrong'))
  expect(await refusalOf(() => attempt(PASSWORD))).toBe('account_slowed')
  const known = device_token ?? ''
  const again = await attempt(PASSWORD, known)
  expect(again.device_token).toBeNull()
  // It is slowed down by its own guesses, and is known for its own operator alone.
  for (let n = 0; n < 5; n += 1) expect(await refusalOf(() => attempt('wrong', known))).toBe('sign_in_refused')
  expect(await refusalOf(() => attempt('wrong', known))).toBe('account_slowed')
  const { id } = trust.invite({ name: 'vera', role: 'viewer', reason: null }, 60_000, 'x')
  expect(trust.devices.find(known, id)).toBeNull()
  expect(trust.devices.find('device_x', null)).toBeNull()
})
