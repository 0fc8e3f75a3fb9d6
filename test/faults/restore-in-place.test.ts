import { expect, test } from 'vitest'
import { backupSchema, restoreBegunSchema } from '#contract/backup.ts'
import { streamPolicySchema } from '#contract/stream-policy.ts'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { OperatorBrowser } from '../harness/operator-browser.ts'
import { printFigures } from '../harness/print-figures.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

test('a backup is restored from the panel: the origin restarts in place, no viewer is interrupted, and what was revoked stays so', async () => {
  await using cluster = await startCluster({ origin: { heartbeat_interval: '1s', backup_interval: '0s' } })
  const { origin, edge } = cluster
  const { api } = origin
  const { pid } = origin.ready
  await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/kept`)
  await using viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/kept.flv`)
  const policies = async () =>
    ((await (await api.request('GET', '/api/v1/stream-policies')).json()) as { data: { items: { pattern: string }[] } })
      .data.items
  const makePolicy = (pattern: string) =>
    api.call('POST', '/api/v1/stream-policies', streamPolicySchema, { pattern, max_viewers: 1 })

  await makePolicy('before/*')
  const { id } = await api.createEnrollmentToken({ name: 'revoked later' })
  const backup = await api.call('POST', '/api/v1/backups', backupSchema)
  await makePolicy('after/*')
  await api.request('DELETE', `/api/v1/enrollment-tokens/${id}`)

  const owner = await OperatorBrowser.ofOwner(origin)
  const restore = (name: string, confirm: string) => owner.request(`POST /api/v1/backups/${name}/restore`, { confirm })
  const by_key = await api.refusal('POST', `/api/v1/backups/${backup.name}/restore`, { body: { confirm: backup.name } })
  expect(by_key.code).toBe('session_required')
  expect((await restore(backup.name, 'origin.db')).status).toBe(422)
  expect((await restore('origin-2020-01-01T00-00-00-000Z.db', 'x')).status).toBe(404)
  const begun_at = performance.now()
  await owner.call(`POST /api/v1/backups/${backup.name}/restore`, restoreBegunSchema, { confirm: backup.name })
  const restored = await waitFor(
    'the origin is back',
    async () => (await api.activity()).find(({ type }) => type === 'store.restored'),
    { deadline_ms: 30_000 },
  )
  const back_after_ms = Math.round(performance.now() - begun_at)
  expect(restored.message).toMatch(/What came later is missing: 1 stream policy.*is kept as origin\.db\.before-restore/)
  expect(restored.actor).toBe('operator:owner')
  expect((await owner.request('GET /api/v1/account')).status).toBe(200)
  expect(origin.program.exit).toBeNull()
  expect(origin.ready.pid).toBe(pid)
  expect((await policies()).map(({ pattern }) => pattern)).toEqual(['before/*'])
  const tokens = (await (await api.request('GET', '/api/v1/enrollment-tokens')).json()) as {
    data: { items: { id: string; revoked_at: string | null }[] }
  }
  expect(tokens.data.items.find((token) => token.id === id)?.revoked_at).not.toBeNull()
  await waitFor('both nodes are back', async () => {
    const nodes = await api.nodes()
    return nodes.length === 2 && nodes.every(({ liveness }) => liveness.state === 'alive')
  })
  await viewer.sees(20)
  expect(viewer.interruption).toBeNull()
  printFigures({ restore: 'in place', back_after_ms, longest_gap_ms: Math.round(viewer.longest_gap_ms) })
}, 120_000)
