import { expect, test } from 'vitest'
import { endStreamSchema } from '#contract/keep-out.ts'
import { endRequest } from './end-request.ts'

test('what becomes of the publisher is said as the API has it, and nothing where it may come back', () => {
  expect(endRequest('none', '15m')).toEqual({})
  const read = (...asked: Parameters<typeof endRequest>) => endStreamSchema.parse(endRequest(...asked))
  expect(read('none', '15m')).toMatchObject({ keep_out: null, revoke_key: false })
  expect(read('address', '15m')).toMatchObject({ keep_out: { by: 'address', for: 900_000 }, revoke_key: false })
  expect(read('key', '24h')).toMatchObject({ keep_out: { by: 'key', for: 86_400_000 } })
  expect(read('revoke', '15m')).toMatchObject({ keep_out: null, revoke_key: true })
})
