import { expect, test } from 'vitest'
import { queryKeys } from './query-keys.ts'
import { sampleActivity } from './sample-facts.ts'
import { listsTouchedBy } from './touched-lists.ts'

const facts = (...types: string[]) =>
  types.map((type, index) => ({ type: 'activity', activity: sampleActivity(index + 1, { type }) }) as const)

test('a list that somebody else changed is read anew, once for all that was done; refusals change none', () => {
  const { streamKeys, keepOuts, clusterTokens } = queryKeys
  expect(listsTouchedBy(facts('stream_key.created', 'stream_key.revoked', 'cluster_token.rotated'))).toEqual([
    ...[streamKeys, clusterTokens],
  ])
  expect(listsTouchedBy(facts('access.publisher_refused', 'session.started', 'of_another_version.done'))).toEqual([])
  expect(listsTouchedBy(facts('access.kept_out'))).toEqual([keepOuts])
})
