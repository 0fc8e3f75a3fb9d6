import { expect, test } from 'vitest'
import { DIGEST_AFTER, DIGEST_WINDOW_MS, type Digest, due, emptyDigest, GATHER_MS, offered } from './digest.ts'

test('after five in ten minutes the others are said together, and later ones by themselves again', () => {
  let digest: Digest<number> = emptyDigest
  const alone: number[] = []
  for (let n = 0; n < 12; n += 1) {
    const next = offered(digest, n, n * 1_000)
    digest = next.digest
    if (next.alone) alone.push(n)
  }
  expect(alone).toEqual([0, 1, 2, 3, 4])
  expect(due(digest, 20_000).together).toEqual([])
  const said = due(digest, DIGEST_AFTER * 1_000 + GATHER_MS)
  expect(said.together).toEqual([5, 6, 7, 8, 9, 10, 11])
  expect(due(said.digest, 3_600_000).together).toEqual([])
  expect(offered(said.digest, 12, GATHER_MS + 2 * DIGEST_WINDOW_MS).alone).toBe(true)
})
