import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type ClusterHealth, statusOf, unknownStatus } from './cluster-status.ts'
import { wordsFor } from './languages/words.ts'
import { testingNode, testingPicture, testingStream } from './testing-cluster.ts'
import { type TrayFacts, trayMenu, trayToolTip } from './tray-menu.ts'
import { trayPicture } from './tray-picture.ts'

const words = wordsFor('en', [])
const rest = { remote_host: null, paused_until: null, starts_at_login: false, closes_to_tray: true }
const labels = (facts: TrayFacts) =>
  trayMenu(facts, words).flatMap((item) => (item.kind === 'entry' ? [item.label] : []))
const actionOf = (facts: TrayFacts, label: string) =>
  trayMenu(facts, words).flatMap((item) =>
    item.kind === 'entry' && item.label.startsWith(label) ? [item.action] : [],
  )[0]

describe('the tray', () => {
  it('says how the cluster is, with its live streams, and opens what it names', () => {
    const streams = [testingStream('live/a', { viewers: 1 }), testingStream('live/b', { viewers: 40 })]
    const status = statusOf(testingPicture([testingNode('one'), testingNode('two', 'left')], streams))
    const facts = { ...rest, status }
    expect(status.health).toBe('well')
    expect(labels(facts).slice(0, 5)).toEqual([
      'Studio North: all well',
      '1 of 2 nodes connected',
      '2 live streams, 41 viewers',
      '  live/b: 40 viewers',
      '  live/a: 1 viewer',
    ])
    expect(actionOf(facts, '  live/b')).toEqual({ kind: 'open', path: '/streams/live/b' })
    expect(trayToolTip(facts, words)).toBe('Headwater: all well, 2 live streams, 41 viewers')
  })

  it('names what is the matter, the worst first', () => {
    const nodes = [
      testingNode('one', 'suspect'),
      testingNode('two', 'offline'),
      testingNode('three', 'offline', 'maintenance'),
    ]
    const status = statusOf(testingPicture(nodes, [], { storage: 'low' }))
    expect(status).toMatchObject({ health: 'trouble' })
    expect(labels({ ...rest, status }).slice(1, 4)).toEqual([
      'Node two is offline',
      'Node one is suspect',
      'The disk of the origin has little room',
    ])
    expect(trayToolTip({ status }, words)).toBe('Headwater: Node two is offline, and 2 more')
  })

  it('says when it does not know, and of which origin it speaks', () => {
    const facts = { ...rest, remote_host: 'origin.example.com', status: unknownStatus('no_answer') }
    expect(labels(facts).slice(0, 2)).toEqual([
      'Headwater on origin.example.com: not known',
      'The origin does not answer',
    ])
    expect(labels(facts)).toContain('Quit Headwater')
  })

  it('pauses alerts, and resumes them', () => {
    const status = unknownStatus('starting')
    expect(actionOf({ ...rest, status }, 'Pause Alerts for an Hour')).toEqual({
      kind: 'pause_alerts',
      for_ms: 3_600_000,
    })
    expect(actionOf({ ...rest, status, paused_until: 1 }, 'Resume Alerts')).toEqual({
      kind: 'pause_alerts',
      for_ms: null,
    })
    expect(labels({ ...rest, status, starts_at_login: null, closes_to_tray: null })).not.toContain('Start at Login')
  })

  it('has a picture of its own for each state, on each system', () => {
    const healths: readonly ClusterHealth[] = ['well', 'attention', 'trouble', 'unknown']
    for (const platform of ['win32', 'linux', 'darwin'] as const) {
      const files = healths.map((health) => join(import.meta.dirname, 'tray-pictures', trayPicture(platform, health)))
      expect(files.filter((file) => !existsSync(file))).toEqual([])
      expect(new Set(files).size).toBe(healths.length)
    }
  })
})
