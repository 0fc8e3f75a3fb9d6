import { expect, test, vi } from 'vitest'
import { OneRestart } from './restart.ts'

test('one restart at a time, whoever asks: the second is told to wait, and may ask again once the first was given up', () => {
  const restart = vi.fn()
  const one = new OneRestart(restart)
  one.claim('/data/headwater.db')
  expect(() => one.claim('/data/headwater.db')).toThrowError(expect.objectContaining({ code: 'restore_under_way' }))
  one.release()
  vi.useFakeTimers()
  try {
    one.claim('/data/headwater.db')
    one.begin(() => ({}) as never)
    expect(restart).not.toHaveBeenCalled()
    vi.runAllTimers()
    expect(restart).toHaveBeenCalledOnce()
  } finally {
    vi.useRealTimers()
  }
})
