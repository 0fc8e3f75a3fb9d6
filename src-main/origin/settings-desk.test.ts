import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { originConfigSchema } from '#contract/config.ts'
import type { SettingSource, SettingText } from '#contract/settings.ts'
import type { NewActivity } from '../store/activity-log.ts'
import { openStore, type Store } from '../store/store.ts'
import { DataKey } from '../trust/data-key.ts'
import type { OtherNode } from './choice-refusals.ts'
import { ChosenSettings } from './chosen-settings.ts'
import { KeptChoices } from './kept-choices.ts'
import { OneRestart } from './restart.ts'
import { otherNodes, SettingsDesk } from './settings-desk.ts'

const by_flag: SettingSource = { kind: 'flag', where: '--relay-max-out' }
let folder: string
let store: Store
let said: NewActivity[]
let desk: SettingsDesk
let host: string
let from_here: boolean
let others: OtherNode[]
let told: (number | null)[]

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'hw-settings-'))
  store = openStore(path.join(folder, 'origin.db'))
  said = []
  host = '127.0.0.1'
  from_here = true
  others = []
  told = []
  const config = originConfigSchema.parse({ data_dir: folder })
  const sourceOf = ([name]: readonly string[]): SettingSource =>
    name === 'relay_max_out' ? by_flag : { kind: 'default', where: null }
  desk = new SettingsDesk({
    chosen: new ChosenSettings(new KeptChoices(store, DataKey.random()), config, sourceOf),
    activity: { record },
    restart: new OneRestart(() => undefined),
    file: path.join(folder, 'origin.db'),
    others: () => others,
    ...listening,
  })
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

const listening = { port: () => 8090, tellPort: (port: number | null) => void told.push(port) }
const record = (entry: NewActivity) => {
  said.push(entry)
  return { ...entry, id: said.length, at: '2026-11-27T12:00:00.000Z' }
}
const change = (changes: Record<string, SettingText | null>) =>
  desk.change({ changes }, { actor: 'operator:mira', host, from_here })
const waiting = () => desk.list().flatMap(({ name, choice }) => (choice?.waits === true ? [name] : []))

test('what is chosen waits for a restart, and Activity has who chose what', async () => {
  await change({ backups_kept: 30, 'routing.when_full': 'refuse', allowed_hosts: ['a.example', 'b.example'] })
  expect(waiting()).toEqual(['allowed_hosts', 'routing.when_full', 'backups_kept'])
  expect(said.map(({ actor, message }) => `${actor}: ${message}`)).toEqual([
    'operator:mira: backups_kept is 30 from the next start of the origin on',
    'operator:mira: routing.when_full is refuse from the next start of the origin on',
    'operator:mira: allowed_hosts is a.example, b.example from the next start of the origin on',
  ])
  await change({ backups_kept: null })
  expect(waiting()).toEqual(['allowed_hosts', 'routing.when_full'])
})

test.each([
  [{ backups_kept: 'many' }, 'setting_refused', 'backups_kept: '],
  [{ backups_kept: 0 }, 'setting_refused', 'backups_kept: at least 1'],
  [{ 'routing.cpu_threshold_percent': 120 }, 'setting_refused', 'at most 100'],
  [{ heartbeat_interval: '5 seconds' }, 'setting_refused', 'a duration is a whole number with a unit'],
  [{ heartbeat_interval: '300ms' }, 'setting_refused', 'at least 500ms'],
  [{ heartbeat_interval: '1ms' }, 'setting_refused', 'between 200ms and 60s'],
  // Nodes take no longer pause, and would never come back.
  [{ heartbeat_interval: '2m' }, 'setting_refused', 'between 200ms and 60s'],
  [{ node_certificate_life: '0s' }, 'setting_refused', 'between 10s and 398d'],
  [{ node_certificate_life: '5m' }, 'setting_refused', 'at least 1h'],
  [{ 'routing.ticket_ttl': '0s' }, 'setting_refused', 'between 1s and 1d'],
  [{ 'connections.burst': 1 }, 'setting_refused', 'a browser that opens this panel'],
  [{ webhook_networks: ['10.0.0.0/8', 'everywhere'] }, 'setting_refused', 'a network such as'],
  [{ suspect_after_missed: 5 }, 'setting_refused', 'has to be the larger of the two'],
  [{ relay_max_out: 3 }, 'setting_elsewhere', '--relay-max-out'],
  [{ data_dir: '/elsewhere' }, 'setting_not_choosable', 'data_dir'],
  [{ 'media.rtmp_port': 1 }, 'setting_not_choosable', 'media.rtmp_port'],
  [{ cluster_name: 'X' }, 'setting_not_choosable', 'cluster_name'],
  [{ cluster_token: 'clt_0123456789abcdef' }, 'setting_not_choosable', 'cluster_token'],
  [{ '__proto__.polluted': 1 }, 'setting_not_choosable', '__proto__'],
] as const)('%j is refused, and nothing that came with it is done', async (wrong, code, words) => {
  const both = { ...(wrong as unknown as Record<string, SettingText>), storage_low_percent: 20 }
  await expect(change(both)).rejects.toThrowError(
    expect.objectContaining({ code, message: expect.stringContaining(words) }),
  )
  expect(waiting()).toEqual([])
  expect(said).toEqual([])
})

test('two that fit only together are chosen together', async () => {
  await change({ suspect_after_missed: 5, offline_after_missed: 8 })
  expect(waiting()).toEqual(['suspect_after_missed', 'offline_after_missed'])
  await expect(change({ offline_after_missed: 4 })).rejects.toThrowError('has to be the larger of the two')
})

test('who came by a name that would not be answered to any more is not locked out', async () => {
  const opened = (allowed_hosts: string[]) => {
    const config = originConfigSchema.parse({ data_dir: folder, allowed_hosts })
    const chosen = new ChosenSettings(new KeptChoices(store, DataKey.random()), config, () => ({
      kind: 'default',
      where: null,
    }))
    const restart = new OneRestart(() => undefined)
    const file = path.join(folder, 'origin.db')
    desk = new SettingsDesk({ chosen, activity: { record }, restart, file, others: () => [], ...listening })
  }
  opened(['panel.example', 'other.example'])
  host = 'panel.example'
  await expect(change({ allowed_hosts: ['other.example'] })).rejects.toThrowError('you came by panel.example')
  await change({ allowed_hosts: ['Panel.example'] })
  host = '127.0.0.1'
  await change({ allowed_hosts: [] })
})

test('others are let in or kept out, and nobody is locked out by it', async () => {
  expect(desk.list().find(({ name }) => name === 'host')?.choice).toMatchObject({
    input: 'one_of',
    options: ['127.0.0.1', '0.0.0.0'],
  })
  await change({ host: '0.0.0.0' })
  expect(waiting()).toEqual(['host'])
  await expect(change({ host: '192.0.2.1' })).rejects.toThrowError('another one is set in headwater.yaml')
  from_here = false
  await expect(change({ host: '127.0.0.1' })).rejects.toThrowError('you came from another machine')
  await expect(change({ host: null })).rejects.toThrowError('you came from another machine')
  from_here = true
  const edge = (name: string) => ({ name, is_here: false, hears: true })
  others = [edge('edge-1'), edge('edge-2'), edge('edge-3')]
  await expect(change({ host: null })).rejects.toThrowError('edge-1 and 2 more could not reach this origin any more')
  others = []
  await change({ host: null })
  expect(waiting()).toEqual([])
})

test('who comes from another machine is told by the address, and who hears by whether it is connected', () => {
  const node = (name: string, address: string | null, state = 'alive', more: object = {}) =>
    ({
      name,
      is_origin: false,
      endpoints: address === null ? null : { address },
      liveness: { state },
      ...more,
    }) as Parameters<typeof otherNodes>[0][number]
  const nodes = [
    node('origin', '192.0.2.1', 'alive', { is_origin: true }),
    node('beside', '127.0.0.1'),
    node('edge-1', '192.0.2.7'),
    node('edge-2', '192.0.2.8', 'offline'),
    node('srs', '192.0.2.9', 'alive', { kind: 'foreign' }),
    node('new', null, 'joining'),
  ]
  expect(otherNodes(nodes).map(({ name, is_here, hears }) => [name, is_here, hears])).toEqual([
    ['beside', true, true],
    ['edge-1', false, true],
    ['edge-2', false, false],
    ['srs', false, false],
    ['new', true, false],
  ])
})

test('what is not changed is not judged', async () => {
  const config = originConfigSchema.parse({ data_dir: folder, heartbeat_interval: '200ms', suspect_after_missed: 5 })
  const chosen = new ChosenSettings(new KeptChoices(store, DataKey.random()), config, () => ({
    kind: 'default',
    where: null,
  }))
  const restart = new OneRestart(() => undefined)
  const file = path.join(folder, 'origin.db')
  desk = new SettingsDesk({ chosen, activity: { record }, restart, file, others: () => [], ...listening })
  await change({ backups_kept: 30 })
  expect(waiting()).toEqual(['backups_kept'])
})

test('a restart is begun once', async () => {
  desk.beginRestart('operator:mira')
  expect(() => desk.beginRestart('operator:mira')).toThrowError(expect.objectContaining({ code: 'restore_under_way' }))
})
