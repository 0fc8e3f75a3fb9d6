import { expect, test } from 'vitest'
import type { LiveEvent } from '#contract/live-event.ts'
import { RecentEvents } from './recent-events.ts'

const gone = (stream_path: string) => ({ type: 'stream_removed', stream_path }) as LiveEvent

test('a long reading is given every event that came meanwhile, more than are kept for others', async () => {
  const recent = new RecentEvents()
  const { promise, resolve } = Promise.withResolvers<string>()
  recent.add([gone('live/before')], 0)
  const reading = recent.during(() => promise)
  for (let batch = 0; batch < 4; batch++) {
    recent.add(
      Array.from({ length: 5_000 }, (_, index) => gone(`live/${batch}-${index}`)),
      batch * 10_000,
    )
  }
  resolve('read')
  const [read, events] = await reading
  recent.add([gone('live/after')], 50_000)
  expect(read).toBe('read')
  expect(events).toHaveLength(20_000)
  expect(events[0]).toEqual(gone('live/0-0'))
  expect(recent.since(0)).toEqual([gone('live/after')])
})

test('a reading that fails says so, and nothing is gathered for it any more', async () => {
  const recent = new RecentEvents()
  await expect(recent.during(() => Promise.reject(new Error('away')))).rejects.toThrow('away')
})
