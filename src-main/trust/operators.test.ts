import { expect, test } from 'vitest'
import { openTrust, refusalOf } from './testing-trust.ts'

const why = { reason: null }

test('an owner invites, who is invited comes in once by a link, and everything is in the activity log', async () => {
  using world = openTrust()
  const { trust } = world
  trust.ensureOwner()
  const { id, token } = trust.invite({ name: 'Vera', role: 'operator', reason: 'shows' }, 60_000, 'operator:owner')
  expect(trust.operators.info(id)).toMatchObject({ name: 'Vera', state: 'invited', has_password: false })
  expect(await refusalOf(() => trust.invite({ name: 'ｖera', role: 'owner', ...why }, 60_000, 'x'))).toBe(
    'operator_name_taken',
  )
  const { principal } = trust.sign_in.byLink(token, { user_agent: null, address: '::1' })
  expect(principal).toMatchObject({ operator_name: 'Vera', role: 'operator', actor: 'operator:Vera' })
  expect(principal.proven_until).not.toBeNull()
  expect(await refusalOf(() => trust.sign_in.byLink(token, { user_agent: null, address: '::1' }))).toBe(
    'sign_in_link_invalid',
  )
  expect(trust.operators.info(id)).toMatchObject({ state: 'active', link_expires_at: null, sessions: 1 })
  expect(world.told('operator.invited')).toMatchObject([
    { actor: 'operator:owner', data: { before: null, after: { name: 'Vera', role: 'operator' }, reason: 'shows' } },
  ])
})

test('the last owner is neither removed nor demoted', async () => {
  using world = openTrust()
  const { trust } = world
  const owner = trust.ensureOwner()
  const { id } = trust.invite({ name: 'vera', role: 'operator', ...why }, 60_000, 'operator:owner')
  expect(await refusalOf(() => trust.operators.remove(owner.id, null, 'x'))).toBe('last_owner')
  expect(await refusalOf(() => trust.operators.change(owner.id, { role: 'viewer', ...why }, 'x'))).toBe('last_owner')
  trust.operators.change(id, { role: 'owner', ...why }, 'operator:owner')
  trust.operators.change(owner.id, { role: 'viewer', ...why }, 'operator:owner')
  expect(await refusalOf(() => trust.operators.remove(id, null, 'x'))).toBe('last_owner')
  expect(trust.ensureOwner().id).toBe(id)
  expect(world.told('operator.changed')).toMatchObject([
    { data: { before: { role: 'owner' }, after: { role: 'viewer' } } },
    { data: { before: { role: 'operator' }, after: { role: 'owner' } } },
  ])
})

test('keys and sessions follow their operator: demoted they may less at once, removed they are gone', () => {
  using world = openTrust()
  const { trust } = world
  trust.ensureOwner()
  const { id } = trust.invite({ name: 'vera', role: 'operator', ...why }, 60_000, 'operator:owner')
  const { session_token } = world.signIn(id)
  const { key } = trust.createApiKey(id, 'ci', null)
  const told: string[] = []
  const forget = trust.onAccessEnded(() => told.push('ended'))
  trust.operators.change(id, { role: 'viewer', ...why }, 'operator:owner')
  expect(trust.authenticate({ bearer: key })?.role).toBe('viewer')
  expect(trust.authenticate({ cookie: session_token })?.role).toBe('viewer')
  trust.operators.remove(id, 'left', 'operator:owner')
  expect(told).toEqual(['ended', 'ended'])
  forget()
  expect(trust.authenticate({ bearer: key })).toBeNull()
  expect(trust.authenticate({ cookie: session_token })).toBeNull()
  expect(world.told('operator.removed')).toMatchObject([
    { message: 'vera (viewer) was removed; 1 sessions and 1 API keys ended.', data: { reason: 'left', after: null } },
  ])
})

test('a link that an owner makes ends those made before', async () => {
  using world = openTrust()
  const { trust } = world
  trust.ensureOwner()
  const first = trust.invite({ name: 'vera', role: 'viewer', ...why }, 60_000, 'operator:owner')
  const second = trust.makeLink(first.id, { ttl_ms: 60_000, reason: 'lost it' }, 'operator:owner')
  const from = { user_agent: null, address: '::1' }
  expect(await refusalOf(() => trust.sign_in.byLink(first.token, from))).toBe('sign_in_link_invalid')
  expect(trust.sign_in.byLink(second.token, from).principal.operator_name).toBe('vera')
  expect(world.told('operator.link_made')).toMatchObject([{ data: { reason: 'lost it' } }])
})

test('sessions are listed and ended one by one or all but one', async () => {
  using world = openTrust()
  const { trust } = world
  const owner = trust.ensureOwner()
  const { id: vera } = trust.invite({ name: 'vera', role: 'viewer', ...why }, 60_000, 'operator:owner')
  const here = world.signIn(owner.id, '10.0.0.1')
  const there = world.signIn(owner.id, '10.0.0.2')
  const hers = world.signIn(vera)
  const session_id = here.principal.session_id ?? ''
  const listed = trust.sessions.list(owner.id, session_id)
  expect(listed.map(({ address, current }) => [address, current]).sort()).toEqual([
    ['10.0.0.1', true],
    ['10.0.0.2', false],
  ])
  expect(trust.sessions.list(null, null)).toHaveLength(3)
  const other = there.principal.session_id ?? ''
  expect(await refusalOf(() => trust.sessions.end(other, vera, 'operator:vera', null))).toBe('session_not_found')
  trust.sessions.end(other, owner.id, 'operator:owner', 'not me')
  expect(trust.authenticate({ cookie: there.session_token })).toBeNull()
  world.signIn(owner.id)
  expect(trust.sessions.endOthers(owner.id, session_id, 'operator:owner', 'they wanted it')).toBe(1)
  expect(trust.authenticate({ cookie: here.session_token })).not.toBeNull()
  expect(trust.authenticate({ cookie: hers.session_token })).not.toBeNull()
  for (let n = 0; n < 102; n += 1) {
    world.clock.now_ms += 1
    world.signIn(owner.id)
  }
  expect(trust.sessions.list(owner.id, null)).toHaveLength(100)
})
