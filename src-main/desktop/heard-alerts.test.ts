import { expect, it } from 'vitest'
import type { LiveEvent } from '#contract/live-event.ts'
import { HeardAlerts } from './heard-alerts.ts'
import { testingAlert, testingPicture } from './testing-cluster.ts'

const raised = (title: string): LiveEvent => ({ type: 'alert.raised', alert: testingAlert(title), notify: true })
const cleared = (title: string): LiveEvent => ({ type: 'alert.cleared', alert: testingAlert(title), notify: true })

it('what is kept of what was heard has a bound', () => {
  const heard = new HeardAlerts()
  const picture = testingPicture()
  heard.catchUp(picture, false)
  for (let at = 0; at < 1_001; at += 1) expect(heard.hear(raised(`alert ${at}`), picture, false)).toBe(true)
  expect(heard.hear(cleared('alert 0'), picture, false)).toBe(false)
  expect(heard.hear(cleared('alert 1'), picture, false)).toBe(true)
})

it('an end in a pause is not told, and neither is it caught up with afterwards', () => {
  const heard = new HeardAlerts()
  heard.catchUp(testingPicture([], [], { alerts: [testingAlert('a'), testingAlert('b')] }), false)
  const picture = testingPicture([], [], { alerts: [testingAlert('b')] })
  expect(heard.hear(cleared('a'), picture, true)).toBe(false)
  expect(heard.catchUp(picture, false)).toEqual({ raised: [], cleared: [] })
  expect(heard.catchUp(testingPicture(), true)).toEqual({ raised: [], cleared: [] })
  expect(heard.catchUp(testingPicture(), false)).toEqual({ raised: [], cleared: [] })
})

it('what a pause hid and is over is not told with others either', () => {
  const heard = new HeardAlerts()
  heard.catchUp(testingPicture(), false)
  const there = testingPicture([], [], { alerts: [testingAlert('a')] })
  expect(heard.hear(raised('a'), there, true)).toBe(false)
  expect(heard.hear({ ...cleared('a'), notify: false } as LiveEvent, testingPicture(), false)).toBe(false)
  const digest = (...titles: string[]) =>
    ({ type: 'alert.digest', alerts: titles.map((title) => testingAlert(title)), notify: true }) as unknown as LiveEvent
  expect(heard.hear(digest('a'), testingPicture(), false)).toBe(false)
  // The next one is about something else.
  expect(heard.hear(digest('b'), testingPicture(), false)).toBe(true)
})
