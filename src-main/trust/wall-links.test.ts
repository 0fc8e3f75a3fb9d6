import { expect, test } from 'vitest'
import { openTrust, refusalOf } from './testing-trust.ts'

const HOUR = 3_600_000
const from = { user_agent: 'a screen', address: '10.0.0.50' }

test('a wall link shows what a viewer sees until it ends, opened again and again, used or not', async () => {
  using world = openTrust()
  const { trust, clock } = world
  const owner = trust.ensureOwner()
  const wish = { name: 'studio 2', ttl_ms: 48 * HOUR, reason: 'opening night' }
  const { info, token } = trust.wall_links.create(owner, wish, 'operator:owner')
  const first = trust.sign_in.byLink(token, from)
  const second = trust.sign_in.byLink(token, from)
  expect(first.principal).toMatchObject({
    ...{ role: 'viewer', by: 'wall_link', actor: 'wall_link:studio 2' },
    ...{ expires_at: info.expires_at, proven_until: null },
  })
  expect(first.device_token).toBeNull()
  expect(trust.wall_links.list(null)).toMatchObject([{ name: 'studio 2', screens: 2 }])
  expect(trust.sessions.list(owner.id, null)).toMatchObject([
    { kind: 'wall_link', wall_link_name: 'studio 2', signed_in_by: 'wall_link' },
    { kind: 'wall_link' },
  ])
  // Ending one's own sessions leaves the walls lit.
  expect(trust.sessions.endOthers(owner.id, null, 'operator:owner', 'x')).toBe(0)
  clock.now_ms += 47 * HOUR
  expect(trust.authenticate({ cookie: second.session_token })).not.toBeNull()
  clock.now_ms += HOUR
  expect(trust.authenticate({ cookie: second.session_token })).toBeNull()
  expect(await refusalOf(() => trust.sign_in.byLink(token, from))).toBe('sign_in_link_invalid')
  expect(world.told('wall_link.created')).toMatchObject([{ data: { reason: 'opening night' } }])
  // Of a screen that opens it again and again it is told once in a while.
  expect(world.told('wall_link.opened')).toHaveLength(1)
})

test('a wall link that is revoked, or whose maker is removed, goes dark at once', async () => {
  using world = openTrust()
  const { trust } = world
  const owner = trust.ensureOwner()
  const { id } = trust.invite({ name: 'vera', role: 'operator', reason: null }, 60_000, 'x')
  const make = (of: string) =>
    trust.wall_links.create(trust.operators.get(of), { name: 'w', ttl_ms: HOUR, reason: null }, 'x')
  const [mine, hers] = [make(owner.id), make(id)]
  const [on_mine, on_hers] = [trust.sign_in.byLink(mine.token, from), trust.sign_in.byLink(hers.token, from)]
  expect(await refusalOf(() => trust.wall_links.revoke(mine.info.id, id, 'x', null))).toBe('wall_link_not_found')
  let told = 0
  trust.onAccessEnded(() => {
    told += 1
  })
  trust.wall_links.revoke(mine.info.id, owner.id, 'operator:owner', 'done')
  expect(trust.authenticate({ cookie: on_mine.session_token })).toBeNull()
  trust.operators.remove(id, null, 'operator:owner')
  expect(trust.authenticate({ cookie: on_hers.session_token })).toBeNull()
  expect(told).toBe(2)
  expect(world.told('wall_link.revoked')).toMatchObject([{ data: { reason: 'done', after: null } }])
})
