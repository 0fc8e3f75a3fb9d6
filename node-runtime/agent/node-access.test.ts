import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { accessPolicySchema } from '#contract/access-policy.ts'
import type { StreamPath } from '#contract/ids.ts'
import type { ToldAccess } from '#contract/told-access.ts'
import { askingPublisher, askingViewer } from '../media/admission-fixtures.ts'
import { NodeAccess } from './node-access.ts'

const at = '2026-11-26T15:00:00.000Z'
const facts = { revision: 1, created_at: at, updated_at: at, updated_by: 'operator:owner' }
const KEY = `stream_${'k'.repeat(43)}`

function accessOf(policies: Readonly<Record<string, object>>, keys: Partial<ToldAccess['stream_keys'][number]>[] = []) {
  const told: ToldAccess = {
    revision: 1,
    policies: Object.entries(policies).map(([pattern, rules]) =>
      accessPolicySchema.parse({ ...facts, id: crypto.randomUUID(), pattern, rules }),
    ),
    stream_keys: keys.map((key) => ({
      ...{ id: crypto.randomUUID(), pattern: 'live/*', expires_at: null },
      digest: createHash('sha256').update(KEY).digest('hex'),
      ...key,
    })),
  }
  return new NodeAccess({ told: () => told, now: () => Date.parse(at) })
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

test('networks bound publishers, also those with a key, and viewers; what is denied counts before what is allowed', () => {
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
  for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::7']) access.viewer(askingViewer({ address }))
  expect(() => access.viewer(askingViewer({ address: '10.9.0.1' }))).toThrow(/turns its network away/)
  expect(() => access.viewer(askingViewer({ address: '192.0.2.1' }))).toThrow(/access policy live\/\*/)
  access.viewer(askingViewer({ address: '192.0.2.1', path: 'other/x' as StreamPath }))
})
