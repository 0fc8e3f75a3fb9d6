import { createHash, createHmac } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { accessPolicySchema } from '#contract/access-policy.ts'
import type { StreamPath } from '#contract/ids.ts'
import type { ToldAccess } from '#contract/told-access.ts'
import type { AskingViewer } from '../media/admission.ts'
import { askingPublisher, askingViewer } from '../media/admission-fixtures.ts'
import { NodeAccess } from './node-access.ts'

const at = '2026-11-26T15:00:00.000Z'
const facts = { revision: 1, created_at: at, updated_at: at, updated_by: 'operator:owner' }
const SIGNING = `sign_${'s'.repeat(43)}`
let now_ms = Date.parse(at)
let refusal = async (): Promise<string | null> => null
let publishers: { path: StreamPath; address: string }[] = []
beforeEach(() => {
  now_ms = Date.parse(at)
  refusal = async () => null
  publishers = []
})
const KEY = `stream_${'k'.repeat(43)}`

function accessOf(
  policies: Readonly<Record<string, object>>,
  keys: Partial<ToldAccess['stream_keys'][number]>[] = [],
  keep_outs: ToldAccess['keep_outs'] = [],
) {
  const told: ToldAccess = {
    revision: 1,
    policies: Object.entries(policies).map(([pattern, rules]) =>
      accessPolicySchema.parse({ ...facts, id: crypto.randomUUID(), pattern, rules }),
    ),
    signing_keys: [{ id: crypto.randomUUID(), use: 'addresses', pattern: 'live/*', key: SIGNING }],
    watch_key: 'w'.repeat(43),
    webhook_networks: [],
    keep_outs,
    stream_keys: keys.map((key) => ({
      ...{ id: crypto.randomUUID(), pattern: 'live/*', expires_at: null },
      digest: createHash('sha256').update(KEY).digest('hex'),
      ...key,
    })),
  }
  return new NodeAccess({
    told: () => told,
    now: () => now_ms,
    webhooks: { refusal: () => refusal() },
    publishers: () => publishers,
  })
}
const showing = (query: string, bearer: string | null = null) => askingPublisher({ shown: { query, bearer } })

describe('a stream key', () => {
  test.each([
    ['key', showing(`x=1&key=${KEY}`)],
    ['streamkey', showing(`streamkey=${KEY}`)],
    ['stream_key', showing(`stream_key=${KEY}`)],
    ['a bearer', showing('', KEY)],
  ])('is found in %s', (_where, publisher) => {
    expect(accessOf({}, [{}]).publisher(publisher)).toMatchObject({ by: 'key' })
  })

  test('counts for its pattern and its time alone, and where none is needed a wrong one does no harm', () => {
    const why = (keys: object[], query = `key=${KEY}`) => {
      const proof = accessOf({}, keys).publisher(showing(query))
      return proof.by === 'network' ? proof.shown_key : proof.by
    }
    expect(why([{}])).toBe('key')
    expect(why([{ pattern: 'live/other' }])).toMatch(/other streams/)
    expect(why([{ expires_at: '2026-11-26T14:59:59.000Z' }])).toMatch(/ran out at/)
    expect(why([])).toMatch(/unknown here, or was revoked/)
    expect(why([{}], `key=${'x'.repeat(5_000)}`)).toBeNull()
    expect(why([{}], '')).toBeNull()
  })

  test('is asked for by a policy, in words that hold nothing of it', () => {
    const closed = accessOf({ 'live/*': { publish_with: 'key' } }, [{ pattern: 'other/*' }])
    const refusal = (query: string) => {
      try {
        closed.publisher(showing(query))
      } catch (error) {
        return String(error)
      }
      throw new Error('it was let in')
    }
    expect(refusal('')).toMatch(/access policy live\/\*\), and none came along/)
    expect(refusal(`key=${KEY}`)).toMatch(/for other streams/)
    expect(refusal(`key=${KEY}`)).not.toContain(KEY)
    expect(closed.publisher(askingPublisher({ path: 'other/x' as StreamPath }))).toEqual({
      by: 'network',
      shown_key: null,
    })
  })
})

test('networks bound publishers, also those with a key, and viewers; what is denied counts before what is allowed', async () => {
  const access = accessOf(
    {
      'live/*': {
        publish_networks: ['10.0.0.0/8'],
        play_networks: ['10.0.0.0/8', '2001:db8::/32'],
        play_denied_networks: ['10.9.0.0/16'],
      },
    },
    [{}],
  )
  const from = (address: string) => ({ ...showing(`key=${KEY}`), address })
  expect(access.publisher(from('10.1.2.3')).by).toBe('key')
  expect(() => access.publisher(from('127.0.0.1'))).toThrow(/lets in other networks alone/)
  for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::7']) await access.viewer(askingViewer({ address }))
  await expect(access.viewer(askingViewer({ address: '10.9.0.1' }))).rejects.toThrow(/turns its network away/)
  await expect(access.viewer(askingViewer({ address: '192.0.2.1' }))).rejects.toThrow(/access policy live\/\*/)
  await access.viewer(askingViewer({ address: '192.0.2.1', path: 'other/x' as StreamPath }))
})

/** A signed query, as people make it on their own servers. */
function signed(text: string, rest = ''): string {
  const [, , expire = ''] = text.split(':')
  const token = createHmac('sha256', SIGNING).update(text).digest('hex')
  return `expire=${expire}&token=${token}${rest}`
}
const later = Date.parse(at) / 1_000 + 60
describe('somebody whom an operator sent away', () => {
  const path = 'live/test' as StreamPath
  const until = (ms: number) => new Date(now_ms + ms).toISOString()
  const key_id = '7a1c2f9e-3f7e-4a53-9a37-0f6a3a0f7b01'
  const none = { address: null, key_id: null }

  test('does not publish the stream from the address before the time, whatever key it shows, and other streams as before', () => {
    const kept = { ...none, kind: 'publish' as const, stream_path: path, address: '203.0.113.7', until: until(60_000) }
    const access = accessOf({}, [{}], [kept])
    const from =
      (address: string, other = path) =>
      () =>
        access.publisher(askingPublisher({ address, path: other, shown: { query: `key=${KEY}`, bearer: null } }))
    expect(from('203.0.113.7')).toThrow(/sent the publisher of live\/test away/)
    expect(from('203.0.113.8')()).toMatchObject({ by: 'key' })
    expect(from('203.0.113.7', 'live/other' as StreamPath)()).toMatchObject({ by: 'key' })
    const over = accessOf({}, [{}], [{ ...kept, until: until(0) }])
    expect(over.publisher(askingPublisher({ address: '203.0.113.7' }))).toMatchObject({ by: 'network' })
  })

  test('does not publish with the key from anywhere, and one with another key does', () => {
    const kept = { ...none, kind: 'publish' as const, stream_path: path, key_id, until: until(60_000) }
    expect(() => accessOf({}, [{ id: key_id }], [kept]).publisher(showing(`key=${KEY}`))).toThrow(/away/)
    expect(accessOf({}, [{}], [kept]).publisher(showing(`key=${KEY}`))).toMatchObject({ by: 'key' })
  })

  test('does not watch, by HLS neither', async () => {
    const kept = { ...none, kind: 'play' as const, stream_path: path, address: '203.0.113.7', until: until(60_000) }
    const access = accessOf({}, [], [kept])
    const asking = askingViewer({ address: '203.0.113.7' })
    await expect(access.viewer(asking)).rejects.toThrow(/may not be watched from 203.0.113.7/)
    expect(() => access.fetch(asking)).toThrow(/may not be watched/)
    await access.viewer(askingViewer({ address: '203.0.113.8' }))
  })
})

const watching = (query: string, wish: Partial<AskingViewer> = {}) =>
  askingViewer({ shown: { query, bearer: null }, ...wish })

describe('a signed address', () => {
  const access = () => accessOf({ 'live/*': { play_with: 'signed_url', publish_with: 'key' } })
  test('lets a viewer in until its time is over, in hexadecimal and in base64url', async () => {
    const query = signed(`play:live/test:${later}`)
    await access().viewer(watching(query))
    const token = Buffer.from(new URLSearchParams(query).get('token') ?? '', 'hex').toString('base64url')
    await access().viewer(watching(`expire=${later}&token=${token}`))
    now_ms += 60_000
    await expect(access().viewer(watching(query))).rejects.toThrow(/ran out at 2026-11-26T15:01:00/)
  })

  test.each([
    ['none', '', /this one is not/],
    ['of another stream', signed(`play:live/other:${later}`), /not for this stream/],
    ['for publishing', signed(`publish:live/test:${later}`), /not for this stream/],
    [
      'with a later time than was signed',
      signed(`play:live/test:${later}`).replace(/\d+/, String(later + 9)),
      /not for/,
    ],
    ['for a client at another address', signed(`play:live/test:${later}:203.0.113.7`, '&ip=203.0.113.7'), /is for 203/],
    ['whose bound was taken off', signed(`play:live/test:${later}:203.0.113.7`), /not for this stream/],
    ['whose bound is nonsense', signed(`play:live/test:${later}:x/y`, '&ip=x/y'), /is for x\/y/],
    ['with a token that is none', `expire=${later}&token=zz`, /not for this stream/],
    ['with a time that is none', 'expire=1e9&token=zz', /not for this stream/],
  ])('%s lets nobody in, and is not repeated', async (_what, query, why) => {
    const refused = access().viewer(watching(query))
    await expect(refused).rejects.toThrow(why)
    await expect(refused).rejects.toMatchObject({ reason: 'signature' })
    await expect(refused).rejects.not.toThrow(/[0-9a-f]{64}/)
  })

  test('may be bound to a network, and is as good as a key for a publisher', async () => {
    await access().viewer(watching(signed(`play:live/test:${later}:127.0.0.0/8`, '&ip=127.0.0.0/8')))
    expect(access().publisher(showing(signed(`publish:live/test:${later}`)))).toEqual({ by: 'signature' })
    expect(() => access().publisher(showing(signed(`play:live/test:${later}`)))).toThrow(/signed address/)
  })

  test('of HLS goes on in a grant of its session, which outlives it and is good on every node, for this stream alone', async () => {
    const session = 'abcdefgh'
    const bound = signed(`play:live/test:${later}:127.0.0.1`, '&ip=127.0.0.1')
    const grant = (await access().viewer(watching(bound, { session, protocol: 'hls' }))).grant() ?? ''
    expect(grant).toMatch(/^grant=[^&]+&ip=127\.0\.0\.1$/)
    const query = `session=${session}&${grant}`
    const asks = (shown: string, wish: Partial<AskingViewer> = {}) => access().fetch(watching(shown, wish))
    now_ms += 3_600_000
    asks(query)
    await access().viewer(watching(query, { session, protocol: 'hls' }))
    for (const shown of [
      '',
      `session=other123&${grant}`,
      query.replace('127.0.0.1', '192.0.2.9'),
      `${query}x`.replace('ip=', 'i='),
    ])
      expect(() => asks(shown)).toThrow(/Load the playlist again/)
    expect(() => asks(query, { address: '192.0.2.9' })).toThrow(/Load the playlist/)
    expect(() => asks(query, { path: 'live/other' as StreamPath })).toThrow(/Load the playlist/)
    now_ms += 12 * 3_600_000
    expect(() => asks(query)).toThrow(/Load the playlist/)
    // What is open to all is fetched by all.
    asks('', { path: 'open/test' as StreamPath })
  })
})

test('pages bound viewers; who names none is let in or not, as the policy says', async () => {
  const rules = { play_referrers: ['shop.example', '*.cdn.example'] }
  const on = (referrer: string | null, more = {}) =>
    accessOf({ '*': { ...rules, ...more } }).viewer(askingViewer({ referrer }))
  for (const page of ['https://shop.example/x?y', 'http://a.b.cdn.example', null]) await on(page)
  for (const page of [
    'https://notshop.example',
    'https://cdn.example',
    'https://shop.example.evil.example/',
    'nonsense',
  ])
    await expect(on(page)).rejects.toMatchObject({ reason: 'referrer' })
  await expect(on(null, { play_without_referrer: false })).rejects.toThrow(/outside of a page/)
})

test('a webhook that says no is told to operators, and not to the client', async () => {
  const access = accessOf({ '*': { on_play_url: 'https://auth.example/', on_publish_url: 'https://auth.example/' } })
  await access.viewer(askingViewer())
  refusal = async () => '403: this customer has not paid'
  await expect(access.viewer(askingViewer())).rejects.toMatchObject({
    message: expect.not.stringContaining('paid'),
    ...{ reason: 'webhook', detail: expect.stringContaining('has not paid') },
  })
  await expect(access.askAboutPublisher(askingPublisher())).rejects.toMatchObject({ reason: 'webhook' })
})

test('viewers and publishers at one address are counted, of IPv6 by /64, and free their place', async () => {
  const access = accessOf({ '*': { max_viewers_per_address: 2, max_publishers_per_address: 1 } })
  const from = (address: string) => access.viewer(askingViewer({ address }))
  const first = await from('2001:db8::1')
  await from('2001:db8:0:0:ffff::2')
  await expect(from('2001:db8::3')).rejects.toMatchObject({ reason: 'address_limit' })
  await from('2001:db8:0:1::3')
  first.leave()
  first.leave()
  await from('2001:db8::3')
  await expect(from('2001:db8::4')).rejects.toMatchObject({ reason: 'address_limit' })
  publishers = [{ path: 'live/test' as StreamPath, address: '127.0.0.1' }]
  await access.askAboutPublisher(askingPublisher())
  const another = askingPublisher({ path: 'live/other' as StreamPath })
  await expect(access.askAboutPublisher(another)).rejects.toMatchObject({ reason: 'address_limit' })
})
