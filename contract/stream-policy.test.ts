import { describe, expect, it } from 'vitest'
import { type StreamPath, streamPathSchema } from './ids.ts'
import {
  changeStreamPolicySchema,
  createStreamPolicySchema,
  patternFinder,
  regionRefusal,
  type StreamPolicy,
  streamPolicySchema,
  summaryOf,
} from './stream-policy.ts'

const at = '2026-11-21T07:30:00.000Z'
const policy = (pattern: string, rules: object = {}): StreamPolicy =>
  streamPolicySchema.parse({
    ...{ id: crypto.randomUUID(), pattern, revision: 1, created_at: at, updated_at: at, updated_by: 'operator:owner' },
    rules,
  })
const path = (text: string): StreamPath => streamPathSchema.parse(text)
const made = (body: object) => createStreamPolicySchema.safeParse({ pattern: 'live/*', ...body })

describe('a policy', () => {
  it('is that of the stream itself, else of the longest beginning, else of all', () => {
    const all = ['*', 'live/*', 'live/show-*', 'live/show-1', 'li*'].map((pattern) => policy(pattern))
    const find = patternFinder(all)
    const found = ['live/show-1', 'live/show-2', 'live/other', 'lisbon/a', 'other/a'].map(
      (one) => find(path(one))?.pattern,
    )
    expect(found).toEqual(['live/show-1', 'live/show-*', 'live/*', 'li*', '*'])
    expect(patternFinder([policy('live/show-1')])(path('live/show-10'))).toBe(null)
  })

  it('is written with an app alone too, and with the grace in words', () => {
    expect(made({ pattern: 'live', publisher_grace: '30s' }).data).toMatchObject({
      pattern: 'live/*',
      rules: { publisher_grace_ms: 30_000, visibility: 'federated', max_replicas: null },
    })
    expect(changeStreamPolicySchema.parse({ publisher_grace: '0s' })).toEqual({ publisher_grace_ms: 0 })
    expect(changeStreamPolicySchema.parse({})).toEqual({})
  })

  it.each([
    [{ pattern: 'a/b/c' }, /a pattern is app\/name/],
    [{ pattern: '*/b' }, /a pattern is app\/name/],
    [{ publisher_grace: '30' }, /a whole number with a unit/],
    [{ publisher_grace: '2m' }, /Too big/],
    [{ min_replicas: 3, max_replicas: 2 }, /may not be more than max_replicas/],
    [{ prewarm_at: at }, /say with min_replicas/],
    [{ min_replicas: 2, prewarm_at: at, prewarm_until: at }, /must be after prewarm_at/],
    [{ allowed_regions: [] }, /Too small/],
    [{ colour: 'blue' }, /Unrecognized key/],
  ])('%o is refused in plain words', (body, words) => {
    expect(
      made(body)
        .error?.issues.map(({ message }) => message)
        .join('; '),
    ).toMatch(words)
  })

  it('of a newer program is read without what this one does not know, so that nodes of before can be told', () => {
    expect(policy('*', { max_replicas: 3, of_tomorrow: true }).rules).not.toHaveProperty('of_tomorrow')
  })

  it('says in a few words what it says', () => {
    const rules = { on_second_publisher: 'take_over', max_replicas: 3, allowed_regions: ['eu'] }
    expect(summaryOf(policy('*', rules))).toBe('take over; at most 3 nodes; regions eu')
    expect(summaryOf(policy('*'))).toBe('as without a policy')
  })

  it('names itself and what would do where a region is not allowed', () => {
    const eu = policy('live/*', { allowed_regions: ['eu'] })
    expect(regionRefusal(eu, 'play', 'us')).toBe(
      'the stream policy live/* lets it be played and pulled only in eu, and this node is in us',
    )
    expect([
      regionRefusal(eu, 'play', 'eu'),
      regionRefusal(eu, 'publish', 'us'),
      regionRefusal(null, 'play', 'us'),
    ]).toEqual([null, null, null])
    expect(regionRefusal(eu, 'play', null)).toMatch(/this node has no region/)
  })
})
