import { X509Certificate } from 'node:crypto'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { nodeCertificateSchema } from '#contract/enrollment.ts'
import { urisOf } from '#contract/node-certificate.ts'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import type { NodeProgram } from '../harness/node-program.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

const fileOf = (node: NodeProgram) => join(node.ready.data_dir, 'identity', 'certificate.json')
const heldBy = (node: NodeProgram) => nodeCertificateSchema.parse(JSON.parse(readFileSync(fileOf(node), 'utf8')))

test('nodes hold certificates of the authority, for their id and cluster, and renew them while viewers watch over relays', async () => {
  await using cluster = await startCluster({ edges: 2, origin: { node_certificate_life: '12s' } })
  const { origin } = cluster
  const [edge, other] = cluster.edges
  if (edge === undefined || other === undefined) throw new Error('two edges')
  await using _ = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  await waitFor('the origin knows of it', async () => (await origin.api.streams()).length === 1)
  await using viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
  await using another = await FlvViewer.watch(`${other.ready.media_url}/live/test.flv`)

  const first = new X509Certificate(heldBy(edge).certificate_pem)
  expect(statSync(fileOf(edge)).mode & 0o077).toBe(0)
  expect(urisOf(first)).toEqual([`urn:headwater:node:${edge.id}`, 'urn:headwater:cluster:main'])
  await waitFor('two renewals', () => {
    const now = new X509Certificate(heldBy(edge).certificate_pem)
    // Of one that was renewed at two thirds the life is not over.
    return Date.parse(now.validTo) - Date.parse(first.validTo) > 4_000
  })
  await viewer.sees(25)
  await another.sees(25)
  expect([viewer.interruption, another.interruption]).toEqual([null, null])
}, 90_000)

test('a node from before is given a certificate by itself, once origin and node are newer', async () => {
  await using cluster = await startCluster()
  const { origin, edge } = cluster
  await edge.kill()
  await origin.kill()
  // As both were before there was an authority.
  rmSync(fileOf(edge))
  rmSync(join(origin.data_dir, 'node', 'identity', 'certificate.json'))
  const database = new Database(join(origin.data_dir, 'origin.db'))
  database.exec('DELETE FROM node_certificates; DELETE FROM authorities')
  database.close()

  await origin.restart()
  await using _ = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  await edge.restart()
  await using viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
  await waitFor('a certificate', () => statSync(fileOf(edge), { throwIfNoEntry: false }) !== undefined)
  const held = heldBy(edge)
  const [authority = ''] = held.authorities
  expect(new X509Certificate(held.certificate_pem).verify(new X509Certificate(authority).publicKey)).toBe(true)
  await viewer.sees(25)
  expect(viewer.interruption).toBe(null)
}, 60_000)
