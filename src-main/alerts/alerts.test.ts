import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import type { CreateChannel } from '#contract/alert.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import type { Node } from '#contract/node.ts'
import { asItIs } from '#contract/sentence.ts'
import type { NewActivity } from '../store/activity-log.ts'
import { openStore } from '../store/store.ts'
import { DataKey } from '../trust/data-key.ts'
import { CLEAR_AFTER_MS } from './alert-machine.ts'
import { Alerts } from './alerts.ts'
import { DIGEST_AFTER, GATHER_MS } from './digest.ts'
import type { AlertFacts } from './facts.ts'

const AT = '2026-11-26T12:00:00.000Z'
const lost = {
  ...{ id: 'n1', name: 'edge-1', registration: 'registered', version: '1', mode: { value: 'normal' } },
  liveness: { state: 'offline', missed: 3, heartbeat_interval_ms: 5_000, last_seen_at: AT, clock_skew_ms: 0 },
} as unknown as Node

function openAlerts() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hw-alerts-'))
  const file = path.join(folder, 'origin.db')
  const store = openStore(file)
  const events: LiveEvent[] = []
  const activity: NewActivity[] = []
  const posted: { readonly body: string; readonly key: string | null }[] = []
  const mailed: { readonly subject: string; readonly password: string | null }[] = []
  const state = { nodes: [] as Node[], backups: quiet.backups, refuse: 0 }
  const data_key = DataKey.random()
  const open = () =>
    new Alerts({
      ...{ store, data_key, log: pino({ level: 'silent' }), settle_ms: 0, retry_after_ms: [1, 1] },
      activity: {
        record: (entry: NewActivity) => ({ ...entry, id: activity.push(entry), at: AT }),
        observe: (entry: NewActivity) => void activity.push(entry),
      } as never,
      events: { publish: (event) => void events.push(event), clients: 2 },
      facts: () => ({ ...quiet, nodes: state.nodes, backups: state.backups }),
      probe: async () => asItIs('its media port does not answer'),
      senders: {
        post: async (_url, body, key) => {
          if (state.refuse-- > 0) throw new Error('nobody is there')
          posted.push({ body, key })
          return 204
        },
        mail: async (_smtp, password, { subject }) => {
          mailed.push({ subject, password })
          return 'the server said 250 OK'
        },
      },
      cluster: () => ({ id: 'main' as never, name: 'Studio' }),
      panelUrl: () => 'http://10.0.0.10:8090',
    })
  return {
    ...{ open, events, activity, posted, mailed, state, file },
    async [Symbol.asyncDispose]() {
      store.close()
      rmSync(folder, { recursive: true })
    },
  }
}

const quiet: AlertFacts = {
  ...{ nodes: [], streams: [], certificates: [], tokens: [], origin_version: '1', origin_started_at: AT },
  storage_sentence: asItIs(''),
  storage: {
    state: 'ok',
    detail: '',
    since: AT,
    free_bytes: 1,
    total_bytes: 2,
    activity_waiting: 0,
    activity_dropped: 0,
  },
  low_room: { low_free_bytes: 500 * 1024 ** 2, low_free_percent: 10 },
  ...{ backups: { wanted: false, newest_at: null, last_try: null }, now_ms: Date.parse(AT) },
}
const WEBHOOK = {
  kind: 'webhook',
  name: 'On-call',
  least_severity: 'error',
  url: 'https://hooks.example.com/',
} as const
const MAIL: CreateChannel & { password: string } = {
  ...{ kind: 'email', name: 'Desk', least_severity: 'warning', password: 'a-password-of-smtp' },
  smtp: {
    ...{ host: 'mail.example.com', port: 587, security: 'starttls', user: 'headwater' },
    ...{ from: 'origin@example.com', to: ['desk@example.com'] },
  },
}

/** Looks until a lost node was tried and said. */
async function lookTwice(alerts: Alerts, now_ms: number): Promise<void> {
  alerts.look(now_ms)
  await new Promise((resolve) => setImmediate(resolve))
  alerts.look(now_ms + 1)
}

test('a lost node is said once by every channel, and its return once', async () => {
  await using given = openAlerts()
  const alerts = given.open()
  const { signing_key } = alerts.createChannel(WEBHOOK, 'operator:owner')
  alerts.createChannel(MAIL, 'operator:owner')
  given.state.nodes = [lost]
  const now = performance.now()
  await lookTwice(alerts, now)
  alerts.look(now + 2_000)
  expect(alerts.list({ state: 'open', limit: 10 }).items).toMatchObject([
    { title: 'Node edge-1 is lost', last_good_at: AT, evidence: [expect.anything(), 'its media port does not answer'] },
  ])
  await vi.waitFor(() => expect([given.posted.length, given.mailed.length]).toEqual([1, 1]))
  expect(given.posted[0]).toMatchObject({ key: signing_key, body: expect.stringContaining('"event":"alert.raised"') })
  expect(given.mailed[0]).toEqual({ subject: '[Studio] Node edge-1 is lost', password: 'a-password-of-smtp' })
  given.state.nodes = []
  alerts.look(now + 3_000)
  alerts.look(now + 4_000 + CLEAR_AFTER_MS)
  alerts.look(now + 5_000 + CLEAR_AFTER_MS)
  await vi.waitFor(() => expect([given.posted.length, given.mailed.length]).toEqual([2, 2]))
  expect(given.events.map(({ type }) => type)).toEqual(['alert.raised', 'alert.cleared'])
  expect(given.activity.map(({ type }) => type).filter((type) => type.startsWith('alert.'))).toEqual([
    'alert.raised',
    'alert.cleared',
  ])
  expect(alerts.list({ state: 'open', limit: 10 })).toMatchObject({ items: [], quiet_since: expect.any(String) })
  await alerts.stop()
})

test('a webhook that does not answer is tried again, and each try is listed', async () => {
  await using given = openAlerts()
  const alerts = given.open()
  alerts.createChannel(WEBHOOK, 'operator:owner')
  given.state.refuse = 2
  given.state.nodes = [lost]
  await lookTwice(alerts, performance.now())
  await vi.waitFor(() => expect(given.posted).toHaveLength(1))
  await vi.waitFor(() =>
    expect(alerts.deliveries().map(({ outcome, attempts }) => [outcome, attempts])).toEqual([
      ['delivered', 3],
      ['failed', 2],
      ['failed', 1],
    ]),
  )
  await alerts.stop()
})

test('what is muted or silenced is listed and said by nobody', async () => {
  await using given = openAlerts()
  const alerts = given.open()
  alerts.createChannel(WEBHOOK, 'operator:owner')
  alerts.silence(
    { scope: { kind: 'node', node_id: 'n1' as never }, reason: 'moved', duration_ms: 60_000 },
    'operator:owner',
  )
  given.state.nodes = [lost]
  await lookTwice(alerts, performance.now())
  expect(alerts.list({ state: 'open', limit: 10 }).items).toMatchObject([{ quiet: 'silenced' }])
  expect(given.events).toMatchObject([{ type: 'alert.raised', notify: false }])
  expect(given.posted).toEqual([])
  await alerts.stop()
})

test('over a restart an open alert is not said again, and its end is', async () => {
  await using given = openAlerts()
  const before = given.open()
  given.state.nodes = [lost]
  await lookTwice(before, performance.now())
  await before.stop()
  const after = given.open()
  const now = performance.now()
  await lookTwice(after, now)
  expect(given.events).toHaveLength(1)
  given.state.nodes = []
  after.look(now + 1_000)
  after.look(now + 2_000 + CLEAR_AFTER_MS)
  expect(given.events.map(({ type }) => type)).toEqual(['alert.raised', 'alert.cleared'])
  await after.stop()
})

test('passwords and keys of channels lie sealed and are shown to nobody', async () => {
  await using given = openAlerts()
  const alerts = given.open()
  const { signing_key } = alerts.createChannel(WEBHOOK, 'operator:owner')
  alerts.createChannel(MAIL, 'operator:owner')
  const shown = JSON.stringify(alerts.notifications())
  const kept = readFileSync(given.file).toString('latin1') + readFileSync(`${given.file}-wal`).toString('latin1')
  for (const secret of [signing_key ?? '?', MAIL.password]) {
    expect(shown).not.toContain(secret)
    expect(kept).not.toContain(secret)
  }
  await alerts.stop()
})

test('the test of a channel says how it went, and the desktop hears one as a live event', async () => {
  await using given = openAlerts()
  const alerts = given.open()
  const { id } = alerts.createChannel(WEBHOOK, 'operator:owner')
  expect(await alerts.test(id, 'operator:owner')).toMatchObject({ outcome: 'delivered', detail: 'it answered 204' })
  given.state.refuse = 1
  expect(await alerts.test(id, 'operator:owner')).toMatchObject({ outcome: 'failed', detail: 'nobody is there' })
  expect(await alerts.test('desktop', 'operator:owner')).toMatchObject({ detail: '2 live event streams are open' })
  expect(given.events).toMatchObject([{ type: 'alert.raised', notify: true, test: true }])
  expect(() => alerts.removeChannel('desktop', 'operator:owner')).toThrow('always there')
  await alerts.stop()
})

test('what is gathered is said to the desktop as one, too', async () => {
  await using given = openAlerts()
  const alerts = given.open()
  given.state.nodes = Array.from({ length: 20 }, (_, n) => ({ ...lost, id: `n${n}`, name: `edge-${n}` }) as never)
  const now = performance.now()
  await lookTwice(alerts, now)
  const told = () => given.events.flatMap((event) => ('notify' in event && event.notify ? [event] : []))
  expect(told().map(({ type }) => type)).toEqual(new Array(DIGEST_AFTER).fill('alert.raised'))
  alerts.look(now + GATHER_MS + 1_000)
  const [digest] = told().slice(DIGEST_AFTER)
  expect(digest).toMatchObject({ type: 'alert.digest', raised: 15, cleared: 0 })
  expect(digest?.type === 'alert.digest' && digest.alerts).toHaveLength(10)
  await alerts.stop()
})

test('a backup that failed is said once, over a restart too, until one is made', async () => {
  await using given = openAlerts()
  const before = given.open()
  const failed = { at: AT, failure: 'there is no room' }
  given.state.backups = { ...quiet.backups, last_try: failed }
  before.look(performance.now())
  await before.stop()
  const after = given.open()
  const now = performance.now()
  for (const last_try of [null, failed]) {
    given.state.backups = { ...quiet.backups, last_try }
    for (const later of [0, 1, 2]) after.look(now + later * (CLEAR_AFTER_MS + 1))
  }
  expect(given.events).toMatchObject([{ type: 'alert.raised', alert: { title: 'A backup failed' } }])
  given.state.backups = { ...quiet.backups, last_try: { at: AT, failure: null } }
  for (const later of [3, 4]) after.look(now + later * (CLEAR_AFTER_MS + 1))
  expect(given.events.map(({ type }) => type)).toEqual(['alert.raised', 'alert.cleared'])
  await after.stop()
})
