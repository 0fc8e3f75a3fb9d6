import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { originConfigSchema } from '#contract/config.ts'
import type { SettingSource } from '#contract/settings.ts'
import { KeptSettings } from '../store/kept-settings.ts'
import { openStore } from '../store/store.ts'
import { DataKey } from '../trust/data-key.ts'
import { CHOSEN_AT_ONCE, CHOSEN_FOR_NEXT_START, fieldOf, inputOf } from './choosable-settings.ts'
import { ChosenSettings } from './chosen-settings.ts'
import { effectiveSettings } from './effective-settings.ts'
import { foundAddresses, listensOn, reachOf } from './found-addresses.ts'
import { KeptChoices } from './kept-choices.ts'
import { isFirstRunOpen, rememberFreshness } from './setup.ts'

const untold: SettingSource = { kind: 'default', where: null }

function openKept() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hw-chosen-'))
  const store = openStore(path.join(folder, 'origin.db'))
  return {
    store,
    kept: new KeptSettings(store),
    choices: new KeptChoices(store, DataKey.random()),
    [Symbol.dispose]: () => {
      store.close()
      rmSync(folder, { recursive: true })
    },
  }
}

const asSettings = (chosen: ChosenSettings) => ({
  ...{ config: chosen.config, sourceOf: chosen.sourceOf },
  choiceOf: (name: string) => chosen.choiceOf(name),
})

describe('what is chosen while the origin runs', () => {
  test('is in effect at once, is kept, and says who chose it', () => {
    using opened = openKept()
    const config = originConfigSchema.parse({ data_dir: '/tmp/x', host: '0.0.0.0' })
    const chosen = new ChosenSettings(opened.choices, config, () => untold)
    const live = chosen.config
    expect([live.cluster_name, live.advertise_host]).toEqual(['Headwater', undefined])
    chosen.choose('cluster_name', 'Studio North', 'operator:owner')
    chosen.choose('advertise_host', 'live.example.com', 'operator:owner')
    expect([live.cluster_name, live.advertise_host, chosen.outside_host]).toEqual([
      'Studio North',
      'live.example.com',
      'live.example.com',
    ])
    const again = new ChosenSettings(opened.choices, config, () => untold)
    const shown = effectiveSettings(asSettings(again)).find(({ name }) => name === 'cluster_name')
    expect(shown).toMatchObject({ value: 'Studio North', source: { kind: 'chosen', where: 'operator:owner' } })
    again.choose('advertise_host', null, 'operator:owner')
    expect(again.advertise_host).toBeUndefined()
  })

  test('gives way to a file, a variable or a flag', () => {
    using opened = openKept()
    const config = originConfigSchema.parse({ data_dir: '/tmp/x', cluster_name: 'By file' })
    const by_file: SettingSource = { kind: 'file', where: '/etc/headwater/headwater.yaml: origin.cluster_name' }
    const chosen = new ChosenSettings(opened.choices, config, ([name]) => (name === 'cluster_name' ? by_file : untold))
    chosen.choose('cluster_name', 'By hand', 'operator:owner')
    expect(chosen.cluster_name).toBe('By file')
    expect(chosen.setElsewhere('cluster_name')).toEqual(by_file)
  })

  test('waits for the next start where it is not in effect at once, and is what headwater.yaml would have', () => {
    using opened = openKept()
    const config = originConfigSchema.parse({ data_dir: '/tmp/x' })
    const running = new ChosenSettings(opened.choices, config, () => untold)
    const of = (chosen: ChosenSettings, wanted: string) =>
      effectiveSettings(asSettings(chosen)).find(({ name }) => name === wanted)
    expect(of(running, 'routing.ticket_ttl')?.choice).toEqual({
      ...{ input: 'duration', options: [], chosen: null, waits: false },
    })
    running.chooseAll(
      [
        ['routing.ticket_ttl', '1m'],
        ['webhook_networks', ['10.0.0.0/8']],
      ],
      'operator:owner',
    )
    expect(of(running, 'routing.ticket_ttl')).toMatchObject({
      ...{ value: 30_000, source: untold, choice: { chosen: '1m', waits: true } },
    })
    const next = new ChosenSettings(opened.choices, config, () => untold)
    expect(next.config.routing).toEqual({ ...config.routing, ticket_ttl: 60_000 })
    expect(next.config.webhook_networks).toEqual(['10.0.0.0/8'])
    expect(of(next, 'routing.ticket_ttl')).toMatchObject({
      ...{ value: 60_000, source: { kind: 'chosen', where: 'operator:owner' }, choice: { chosen: '1m', waits: false } },
    })
    next.chooseAll([['routing.ticket_ttl', null]], 'operator:owner')
    expect(next.choiceOf('routing.ticket_ttl')).toMatchObject({ chosen: null, waits: true })
    expect(config.routing.ticket_ttl).toBe(30_000)
  })

  test('is left out, and said to be, where this version does not understand it', () => {
    using opened = openKept()
    const config = originConfigSchema.parse({ data_dir: '/tmp/x' })
    new ChosenSettings(opened.choices, config, () => untold).chooseAll([['backups_kept', 'a few']], 'operator:owner')
    const started = new ChosenSettings(opened.choices, config, () => untold)
    expect([started.config.backups_kept, started.not_understood]).toEqual([14, ['backups_kept']])
    // Another start would not bring it into effect.
    expect(started.choiceOf('backups_kept')).toMatchObject({ chosen: 'a few', waits: false })
  })

  test('every setting that can be chosen is one, and is typed into what fits it', () => {
    for (const name of [...CHOSEN_AT_ONCE, ...CHOSEN_FOR_NEXT_START]) expect(fieldOf(name), name).toBeDefined()
    expect(inputOf('storage_low_free').input).toBe('size')
    expect(inputOf('routing.when_full')).toEqual({ input: 'one_of', options: ['best_effort', 'refuse'] })
    expect(inputOf('allowed_hosts').input).toBe('list')
    expect(inputOf('backups_kept').input).toBe('number')
    expect(fieldOf('constructor')).toBeUndefined()
  })

  test('the first run is offered on a fresh data directory alone', () => {
    using fresh = openKept()
    rememberFreshness(fresh.kept, () => true)
    expect(isFirstRunOpen(fresh.kept)).toBe(true)
    // What was new once is not asked again when there are operators.
    rememberFreshness(fresh.kept, () => false)
    expect(isFirstRunOpen(fresh.kept)).toBe(true)
    using used = openKept()
    rememberFreshness(used.kept, () => false)
    expect(isFirstRunOpen(used.kept)).toBe(false)
  })
})

describe('the addresses of a machine', () => {
  const entry = (address: string, family: 'IPv4' | 'IPv6', internal = false) =>
    ({ address, family, internal, netmask: '', mac: '', cidr: null, scopeid: 0 }) as never

  test('come with who can reach them, the widest first, bridges and IPv6 later, link-local ones not at all', () => {
    const found = foundAddresses('0.0.0.0', {
      lo: [entry('127.0.0.1', 'IPv4', true)],
      docker0: [entry('172.17.0.1', 'IPv4')],
      eth0: [entry('192.168.1.4', 'IPv4'), entry('fe80::1', 'IPv6'), entry('2a01:4f8::7', 'IPv6')],
    })
    expect(found.map(({ host, reach, listens }) => [host, reach, listens])).toEqual([
      ['2a01:4f8::7', 'public', false],
      ['192.168.1.4', 'private', true],
      ['172.17.0.1', 'private', true],
      ['127.0.0.1', 'loopback', true],
    ])
  })

  test('are open where the port listens', () => {
    expect(listensOn('127.0.0.1', '127.0.0.1')).toBe(true)
    expect(listensOn('127.0.0.1', '192.168.1.4')).toBe(false)
    expect(listensOn('::', '192.168.1.4')).toBe(true)
    expect([reachOf('::1'), reachOf('10.1.1.1'), reachOf('8.8.8.8')]).toEqual(['loopback', 'private', 'public'])
  })
})
