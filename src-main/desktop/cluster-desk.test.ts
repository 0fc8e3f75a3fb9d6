import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Language } from '#contract/language.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import { ClusterDesk } from './cluster-desk.ts'
import type { ClusterPicture } from './cluster-picture.ts'
import { wordsFor } from './languages/words.ts'
import { PreferenceFile } from './preferences.ts'
import { testingAlert, testingNode, testingPicture, testingStream } from './testing-cluster.ts'
import type { TrayFacts } from './tray-menu.ts'

const well = testingPicture([testingNode('one')], [testingStream('live/a', { viewers: 3 })])
const lost = testingPicture([testingNode('one', 'offline')])

let folder: string
let trays: TrayFacts[]
let told: string[]
let bodies: string[]
let language: Language
let awake: boolean
let preferences: PreferenceFile
let desk: ClusterDesk

beforeEach(() => {
  vi.useFakeTimers()
  folder = mkdtempSync(join(tmpdir(), 'headwater-desk-'))
  ;[trays, told, bodies, awake, language] = [[], [], [], false, 'en']
  preferences = new PreferenceFile(join(folder, 'desktop.json'), () => undefined)
  desk = new ClusterDesk({
    view: {
      showTray: (facts) => trays.push(facts),
      notify: ({ title, body }) => {
        told.push(title)
        bodies.push(body)
      },
      keepAwake: (on) => {
        awake = on
      },
    },
    preferences,
    start_at_login: { isOn: () => false, set: () => undefined },
    platform: 'linux',
    words: () => wordsFor(language, []),
  })
})
afterEach(() => {
  desk.stop()
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
})

it('the computer stays awake while a stream is live through it, and may sleep afterwards', () => {
  desk.onPicture(well, null)
  expect(trays.at(-1)?.status).toMatchObject({ health: 'well', viewers: 3 })
  expect(awake).toBe(true)
  desk.onPicture(testingPicture([testingNode('one')]), null)
  expect(awake).toBe(false)
  preferences.change({ origin: { kind: 'remote', url: 'https://origin.example:8090', authority_pem: null } })
  desk.onPicture(well, null)
  expect(awake).toBe(false)
  expect(trays.at(-1)?.remote_host).toBe('origin.example:8090')
})

it('many events are looked at together, and what was known stays known for questions', () => {
  desk.onPicture(well, null)
  const shown = trays.length
  for (let at = 0; at < 100; at += 1) desk.onPicture(lost, { type: 'node', node: testingNode('one', 'offline') })
  expect(trays).toHaveLength(shown)
  vi.advanceTimersByTime(1_000)
  expect(trays).toHaveLength(shown + 1)
  desk.onPicture(well, null)
  desk.onUnknown('no_answer')
  expect(trays.at(-1)?.status.health).toBe('unknown')
  expect(desk.status.live_streams).toHaveLength(1)
})

/** As the watch does it: the picture first, then whoever listens. */
function hear(picture: ClusterPicture, event: LiveEvent): void {
  picture.apply(event)
  desk.onPicture(picture, event)
}
const raised = (title: string, notify = true): LiveEvent => ({
  type: 'alert.raised',
  alert: testingAlert(title),
  notify,
})
const cleared = (title: string): LiveEvent => ({ type: 'alert.cleared', alert: testingAlert(title), notify: true })

it('what the origin raises, clears and gathers is told, and what it mutes is not', () => {
  const picture = testingPicture([testingNode('one')])
  desk.onPicture(picture, null)
  hear(picture, raised('Node one is lost'))
  hear(picture, raised('A rule that is muted', false))
  hear(picture, cleared('Node one is lost'))
  const alerts = ['a', 'b', 'c', 'd'].map((title) => testingAlert(title))
  hear(picture, { type: 'alert.digest', raised: 11, cleared: 2, alerts, notify: true })
  expect(told).toEqual(['Node one is lost', 'Over: Node one is lost', '13 alerts: 11 raised, 2 over'])
})

it('what is the matter at the start is in the tray and is not told, and what came while nobody listened is', () => {
  const old = testingAlert('The clock of node one is off')
  const quiet = testingAlert('Nobody wants to hear this', { quiet: 'muted' })
  desk.onPicture(testingPicture([testingNode('one')], [], { alerts: [old, quiet] }), null)
  expect(trays.at(-1)?.status).toMatchObject({
    health: 'attention',
    problems: [{ kind: 'alert', title: 'The clock of node one is off' }],
  })
  expect(told).toEqual([])
  desk.onUnknown('no_answer')
  desk.onPicture(testingPicture([], [], { alerts: [old, testingAlert('A backup failed')] }), null)
  desk.onPicture(testingPicture([], [], { alerts: [old, testingAlert('A backup failed')] }), null)
  expect(told).toEqual(['A backup failed'])
  desk.onPicture(testingPicture([], [], { alerts: [testingAlert('Another')] }), null)
  expect(told.slice(1)).toEqual(['3 alerts: 1 raised, 2 over'])
})

it('what the shell words itself is in its language, and what the origin says stays as it says it', () => {
  const picture = testingPicture([testingNode('one')])
  desk.onPicture(picture, null)
  const alert = testingAlert('Node one is lost', { last_good_at: new Date(2026, 10, 21, 14, 5).toISOString() })
  language = 'de'
  hear(picture, { type: 'alert.raised', alert, notify: true })
  hear(picture, {
    type: 'alert.digest',
    raised: 1,
    cleared: 0,
    alerts: [testingAlert('A backup failed')],
    notify: true,
  })
  language = 'fr'
  const alerts = ['a', 'b', 'c', 'd'].map((title) => testingAlert(title))
  hear(picture, { type: 'alert.digest', raised: 11, cleared: 1, alerts, notify: true })
  hear(picture, cleared('Node one is lost'))
  expect(told).toEqual([
    'Node one is lost',
    '1 Alarm: 1 neu, 0 vorbei',
    '12 alertes\u{a0}: 11 nouvelles, 1 terminée',
    'Terminé\u{a0}: Node one is lost',
  ])
  expect(bodies.slice(0, 3)).toEqual(['In Ordnung bis 14:05. Look at it.', 'A backup failed.', 'a. b. c. Et 9 autres.'])
})

it('paused alerts are quiet, and so is their end; the tray says until when, and then no more', () => {
  const picture = testingPicture([testingNode('one')])
  desk.onPicture(picture, null)
  desk.pauseAlerts(3_600_000)
  expect(trays.at(-1)?.paused_until).toBe(Date.now() + 3_600_000)
  hear(picture, raised('Node one is lost'))
  expect(told).toEqual([])
  hear(picture, { ...raised('A test'), test: true } as LiveEvent)
  expect(told).toEqual(['A test'])
  vi.advanceTimersByTime(3_601_000)
  expect(trays.at(-1)?.paused_until).toBeNull()
  hear(picture, cleared('Node one is lost'))
  expect(told).toEqual(['A test'])
})

describe('after a gap', () => {
  const lost = testingAlert('Node one is lost')
  const nothing = () => testingPicture([testingNode('one')])
  const withLost = () => testingPicture([testingNode('one')], [], { alerts: [lost] })
  const gap = () => desk.onUnknown('no_answer')
  const digest = (alerts: readonly ReturnType<typeof testingAlert>[], cleared = 0): LiveEvent => ({
    ...{ type: 'alert.digest', raised: alerts.length - cleared, cleared, alerts: [...alerts], notify: true },
  })

  it('an alert that came while the lists were read anew is told once, and so is its end', () => {
    desk.onPicture(nothing(), null)
    gap()
    const begun = withLost()
    desk.onPicture(begun, null)
    hear(begun, raised('Node one is lost'))
    expect(told.splice(0)).toEqual(['Node one is lost'])
    gap()
    const over = nothing()
    desk.onPicture(over, null)
    hear(over, cleared('Node one is lost'))
    expect(told).toEqual(['Over: Node one is lost'])
  })

  it('what began and ended while the lists were read anew is told as it went', () => {
    desk.onPicture(nothing(), null)
    gap()
    const read = nothing()
    desk.onPicture(read, null)
    hear(read, raised('Node one is lost'))
    hear(read, cleared('Node one is lost'))
    expect(told).toEqual(['Node one is lost', 'Over: Node one is lost'])
  })

  it('what was caught up with is not told again together, and what came since is', () => {
    desk.onPicture(nothing(), null)
    gap()
    const begun = withLost()
    desk.onPicture(begun, null)
    expect(told.splice(0)).toEqual(['Node one is lost'])
    hear(begun, digest([lost]))
    expect(told).toEqual([])
    hear(begun, raised('A backup failed', false))
    hear(begun, digest([lost, testingAlert('A backup failed')]))
    expect(told).toEqual(['2 alerts: 2 raised, 0 over'])
  })

  it('what the origin gathered before, and said together while nobody listened, is told once', () => {
    const picture = nothing()
    desk.onPicture(picture, null)
    hear(picture, raised('Node one is lost', false))
    gap()
    const read = withLost()
    desk.onPicture(read, null)
    expect(told.splice(0)).toEqual(['Node one is lost'])
    hear(read, digest([lost]))
    hear(read, { ...cleared('Node one is lost'), notify: false } as LiveEvent)
    gap()
    desk.onPicture(nothing(), null)
    expect(told).toEqual(['Over: Node one is lost'])
  })

  it('in a pause nothing is told, nor the end of it afterwards: neither of what came in the gap', () => {
    desk.onPicture(nothing(), null)
    desk.pauseAlerts(60_000)
    gap()
    const begun = withLost()
    desk.onPicture(begun, null)
    vi.advanceTimersByTime(61_000)
    hear(begun, cleared('Node one is lost'))
    expect(told).toEqual([])
  })

  it('nor of what began in the pause and ended in a gap after it', () => {
    const picture = nothing()
    desk.onPicture(picture, null)
    desk.pauseAlerts(60_000)
    hear(picture, raised('Node one is lost'))
    vi.advanceTimersByTime(61_000)
    gap()
    desk.onPicture(nothing(), null)
    expect(told).toEqual([])
  })

  it('nor of what was said together in the pause', () => {
    const picture = nothing()
    desk.onPicture(picture, null)
    desk.pauseAlerts(60_000)
    hear(picture, raised('Node one is lost', false))
    hear(picture, digest([lost]))
    vi.advanceTimersByTime(61_000)
    hear(picture, cleared('Node one is lost'))
    expect(told).toEqual([])
  })

  it('what nobody wanted to be told is not told later, when they want more', () => {
    const errors_alone = { told: { enabled: true, least_severity: 'error' } as const }
    desk.onPicture(testingPicture([], [], errors_alone), null)
    gap()
    desk.onPicture(testingPicture([], [], { ...errors_alone, alerts: [lost] }), null)
    gap()
    desk.onPicture(withLost(), null)
    gap()
    desk.onPicture(nothing(), null)
    expect(told).toEqual([])
  })
})
