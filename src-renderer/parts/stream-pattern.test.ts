import { expect, test } from 'vitest'
import { isFor } from './stream-pattern.ts'

test('a pattern is for one stream, all that begin so, an app, or all', () => {
  const patterns = ['live/show', 'live/sh*', 'live/*', '*', 'live/sho', 'other/*']
  expect(patterns.map((pattern) => isFor(pattern, 'live/show'))).toEqual([true, true, true, true, false, false])
})
