import { expect, test } from 'vitest'
import { moveBegunSchema, moveUploadSchema } from '#contract/backup.ts'
import { streamPolicySchema } from '#contract/stream-policy.ts'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { OperatorBrowser } from '../harness/operator-browser.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { Publisher } from '../harness/publisher.ts'
import { noteSecret } from '../harness/secret-scan.ts'
import { waitFor } from '../harness/wait-for.ts'

const passphrase = 'four words of my own'
noteSecret(passphrase)
const bytes = { 'content-type': 'application/octet-stream' }

test('an origin moves by its API: a fresh one becomes it, nodes follow, and no viewer is interrupted', async () => {
  const settings = { heartbeat_interval: '1s', backup_interval: '0s' }
  await using cluster = await startCluster({ edges: 1, origin: settings })
  await using there = await OriginProgram.start({ settings })
  const { origin, edge } = cluster
  await using _publisher = await Publisher.start(`${edge.ready.rtmp_url}/live/kept`)
  await using viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/kept.flv`)
  const kept = { pattern: 'kept/*', max_viewers: 1 }
  await origin.api.call('POST', '/api/v1/stream-policies', streamPolicySchema, kept)

  const body = { passphrase, next_origin: there.ready.url }
  expect((await origin.api.refusal('POST', '/api/v1/move/exports', { body })).code).toBe('session_required')
  const owner = await OperatorBrowser.ofOwner(origin)
  expect(await owner.refusal('POST /api/v1/move/exports', { passphrase: 'short' })).toBe('validation_failed')
  const exported = await owner.request('POST /api/v1/move/exports', body)
  expect([exported.status, exported.headers.get('cache-control')]).toEqual([200, 'no-store'])
  const bundle = Buffer.from(await exported.arrayBuffer())
  expect(bundle.toString('latin1', 0, 30)).toContain('headwater_move_bundle')
  const audited = (await origin.api.activity()).find(({ type }) => type === 'origin.exported')
  expect(audited).toMatchObject({ actor: 'operator:owner', data: { next_origin: there.ready.url } })
  await waitFor('the node knows where it will be', () => edge.program.all_output.includes('origin.next'))

  const newcomer = await OperatorBrowser.ofOwner(there)
  const garbage = await newcomer.request('POST /api/v1/move/uploads', Buffer.from('no bundle'), bytes)
  expect(garbage.status).toBe(400)
  const taken = await newcomer.request('POST /api/v1/move/uploads', bundle, bytes)
  const upload = moveUploadSchema.parse(((await taken.json()) as { data: unknown }).data)
  expect(upload).toMatchObject({ cluster_id: 'main', size_bytes: bundle.length })
  const route = `POST /api/v1/move/uploads/${upload.id}/import`
  expect(await newcomer.refusal(route, { passphrase, confirm: 'other' })).toBe('move_not_confirmed')
  expect(await newcomer.refusal(route, { passphrase: 'five words of another', confirm: 'main' })).toBe('bad_passphrase')
  expect((await origin.program.endBy('SIGTERM')).code).toBe(0)
  await newcomer.call(route, moveBegunSchema, { passphrase, confirm: 'main' })

  await waitFor(
    'this machine is the origin now, and whoever brought it is signed in',
    async () => {
      const answer = await newcomer.request('GET /api/v1/activity?type=origin.imported')
      return answer.ok && (await answer.text()).includes('origin.imported')
    },
    { deadline_ms: 60_000 },
  )
  const policies = await (await newcomer.request('GET /api/v1/stream-policies')).text()
  expect(policies).toContain('kept/*')
  await waitFor(
    'the node has followed',
    async () => {
      const { data } = (await (await newcomer.request('GET /api/v1/nodes')).json()) as {
        data: { items: { id: string; liveness: { state: string } }[] }
      }
      return data.items.some(({ id, liveness }) => id === edge.id && liveness.state === 'alive')
    },
    { deadline_ms: 60_000 },
  )
  await viewer.sees(20)
  expect(viewer.interruption).toBeNull()
}, 180_000)
