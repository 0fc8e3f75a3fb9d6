import { expect, test } from 'vitest'
import { scoreParts } from './score-parts.ts'

test('a score is told by its parts, the largest first and what is taken off last', () => {
  expect(scoreParts({ cpu: 480, last_resort: -1_000, bandwidth: 990, has_stream: 0, new_thing: 5 })).toEqual([
    { name: 'bandwidth', points: 990 },
    { name: 'processor', points: 480 },
    { name: 'new thing', points: 5 },
    { name: 'last resort', points: -1_000 },
  ])
})
