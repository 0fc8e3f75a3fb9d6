import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, connect as connectTcp } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { z } from 'zod'
import { authorityStateSchema } from '#contract/authority.ts'
import { CONTROL_CHANNEL_PATH, CONTROL_CHANNEL_PROTOCOL } from '#contract/control-channel.ts'
import { nodeCertificateSchema, partsOfToken } from '#contract/enrollment.ts'
import { exitCode } from '#contract/program-output.ts'
import { makeNodeCertificate } from '../../node-runtime/agent/node-certificate.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { runHeadwater } from '../harness/headwater-command.ts'
import { NodeProgram, nodeArguments } from '../harness/node-program.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { Publisher } from '../harness/publisher.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { waitFor } from '../harness/wait-for.ts'

let origin: OriginProgram
let edge: NodeProgram
/** Made before the rotation. */
let early_token: string
const secureUrl = () => origin.ready.url.replace(/^http:/, 'https:')

beforeAll(async () => {
  origin = await OriginProgram.start({ settings: { heartbeat_interval: '1s', node_certificate_life: '5m' } })
  early_token = (await origin.api.createEnrollmentToken()).token
  edge = await NodeProgram.start(origin, { name: 'edge', origin_url: secureUrl() })
}, 60_000)
afterAll(async () => {
  await edge?.[Symbol.asyncDispose]()
  await origin?.[Symbol.asyncDispose]()
})

const fileOf = (node: NodeProgram, name: string) => readFileSync(join(node.ready.data_dir, 'identity', name), 'utf8')
const heldBy = (node: NodeProgram) => nodeCertificateSchema.parse(JSON.parse(fileOf(node, 'certificate.json')))
const authority = async (method = 'GET', path = '') =>
  (await origin.api.call(method, `/api/v1/authority${path}`, authorityStateSchema)).authorities

/** The status with which the origin answers whoever dials the control channel with this. */
async function dial(url: string, credential: string, tls: WebSocket.ClientOptions = {}): Promise<number> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}${CONTROL_CHANNEL_PATH}`, CONTROL_CHANNEL_PROTOCOL, {
    headers: { authorization: `Bearer ${credential}` },
    rejectUnauthorized: false,
    ...tls,
  })
  try {
    return await new Promise<number>((resolve, reject) => {
      socket.once('open', () => resolve(101))
      socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
      socket.once('error', reject)
    })
  } finally {
    socket.on('error', () => undefined)
    socket.terminate()
  }
}

test('a node joins over https by the authority that its token names, and a credential without its key opens nothing', async () => {
  expect(partsOfToken(early_token).authority).toBe((await authority())[0]?.key_fingerprint)
  await waitFor('it is alive', async () => (await origin.api.node(edge.id)).liveness.state === 'alive')
  expect(edge.ready).toMatchObject({ origin: secureUrl(), connected: true })

  const { credential } = z.object({ credential: z.string() }).parse(JSON.parse(fileOf(edge, 'enrolled.json')))
  const other = await makeNodeCertificate()
  expect(await dial(secureUrl(), credential)).toBe(403)
  expect(await dial(secureUrl(), credential, { key: other.key_pem, cert: other.certificate_pem })).toBe(403)
  expect(await dial(origin.ready.url, credential)).toBe(403)
  expect((await origin.api.node(edge.id)).liveness.state).toBe('alive')
  const refusals = (await origin.api.activity()).filter(({ type }) => type === 'node.key_not_shown')
  expect(refusals).toMatchObject([{ severity: 'warning', node_id: edge.id }])
})

test('whoever stands between with another authority gets nothing but a handshake', async () => {
  const own = await makeNodeCertificate()
  let heard_bytes = 0
  let connections = 0
  const port = Number(new URL(origin.ready.url).port)
  const between = createTlsServer({ key: own.key_pem, cert: own.certificate_pem }, (socket) => {
    socket.on('error', () => undefined)
    const onwards = connectTcp(port, '127.0.0.1')
    onwards.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      heard_bytes += chunk.length
      onwards.write(chunk)
    })
    onwards.pipe(socket)
    socket.on('close', () => onwards.destroy())
  })
  between.on('connection', () => {
    connections += 1
  })
  between.on('tlsClientError', () => undefined)
  between.listen(0, '127.0.0.1')
  await once(between, 'listening')
  await using temp = await tempDir()
  try {
    const url = `https://127.0.0.1:${(between.address() as AddressInfo).port}`
    const args = [...nodeArguments(join(temp.path, 'box'), { origin: url, name: 'box' }), '--token', early_token]
    const { code, errors } = await runHeadwater(args)
    expect(code).toBe(exitCode.refused)
    expect(errors).toContain('is not the origin that this token is of')
    // Without what stands behind the dot it is not let in either: nobody here trusts such a certificate.
    const bare = [...args.slice(0, -1), partsOfToken(early_token).secret]
    expect((await runHeadwater(bare)).errors).toContain('is not known to be the origin')
    expect([connections > 0, heard_bytes]).toEqual([true, 0])
  } finally {
    between.close()
  }
}, 60_000)

test('a rotation carries all nodes over while viewers watch over relays, and tokens of before go on', async () => {
  await using _ = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  await using viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
  const [before] = await authority()
  const rotated = await authority('POST', '/rotations')
  expect(rotated).toMatchObject([{ state: 'signing' }, { id: before?.id, state: 'trusted' }])
  await using late = await NodeProgram.start(origin, { name: 'late', origin_url: secureUrl(), token: early_token })
  const [signing = ''] = heldBy(late).authorities
  expect(new X509Certificate(heldBy(late).certificate_pem).verify(new X509Certificate(signing).publicKey)).toBe(true)

  await waitFor('all nodes hold certificates of the new one', async () => (await authority())[1]?.nodes === 0, {
    deadline_ms: 60_000,
  })
  await authority('DELETE', `/${before?.id}`)
  await waitFor('the node trusts the new one alone', () => heldBy(edge).authorities.length === 1)
  await using another = await FlvViewer.watch(`${late.ready.media_url}/live/test.flv`)
  await viewer.sees(25)
  await another.sees(25)
  expect([viewer.interruption, another.interruption]).toEqual([null, null])
  // What is dialled anew is proven by the new authority.
  await edge.kill()
  await edge.restart()
  await waitFor('it is alive again', async () => (await origin.api.node(edge.id)).liveness.state === 'alive')
}, 120_000)

test('an operator’s cluster token lets boxes in, is replaced with an overlap, and ends when it is revoked', async () => {
  const madeSchema = z.object({ id: z.string(), token: z.string().optional() })
  const asked = async (path: string, body?: object, method = 'POST') =>
    await origin.api.call(method, `/api/v1/cluster-tokens${path}`, madeSchema, body)
  const join_ = async (token: string | undefined) =>
    await fetch(`${origin.ready.url}/api/v1/cluster/join`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-cluster-token': token ?? '' },
      body: JSON.stringify({ name: 'foreign-box', ip: '127.0.0.1' }),
    })
  const made = await asked('', { name: 'boxes' })
  expect((await join_(made.token)).status).toBe(201)
  const next = await asked(`/${made.id}/rotations`, { overlap: '1h' })
  expect([(await join_(made.token)).status, (await join_(next.token)).status]).toEqual([200, 200])
  await asked(`/${made.id}`, undefined, 'DELETE')
  expect([(await join_(made.token)).status, (await join_(next.token)).status]).toEqual([401, 200])
  // It joins boxes, and does nothing else.
  const operators = await fetch(`${origin.ready.url}/api/v1/nodes`, {
    headers: { authorization: `Bearer ${next.token}` },
  })
  expect(operators.status).toBe(401)
  expect((await origin.api.activity()).map(({ type }) => type)).toContain('cluster_token.used')
})
