import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Node, nodeSchema } from '#contract/node.ts'
import type { ProvisioningRun } from '#contract/provisioning-run.ts'
import { haveBoxes, startBox, type TestBox } from '../harness/boxes.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { PersistentViewer } from '../harness/persistent-viewer.ts'
import { beginRun, filesOf, originForBoxes, runEnds, runSucceeds, stepOf } from '../harness/provisioning.ts'
import { Publisher } from '../harness/publisher.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { waitFor } from '../harness/wait-for.ts'

const RUN_MS = 240_000
/** Longer times without a picture are an interruption. */
const INTERRUPTED_MS = 1_000

describe.skipIf(!haveBoxes())('day two of a node', () => {
  const opened = new AsyncDisposableStack()
  let box: TestBox
  let origin: OriginProgram
  let node_id: string
  /** What was on the box before it became a node. */
  let files_before: ReadonlySet<string>

  beforeAll(async () => {
    box = opened.use(await startBox({ flavor: 'docker' }))
    await waitFor('Docker answers', () => box.says('docker version'), { deadline_ms: 240_000, every_ms: 500 })
    files_before = await filesOf(box)
    origin = opened.use(await originForBoxes(box))
    const target = await box.target()
    const asked = { kind: 'provision', target, node: { name: 'edge-1', region: 'west' } }
    const run = await runSucceeds(origin, (await beginRun(origin, asked)).id)
    node_id = run.node_id ?? ''
  }, 600_000)
  afterAll(() => opened.disposeAsync(), 60_000)

  const node = (): Promise<Node> => origin.api.call('GET', `/api/v1/nodes/${node_id}`, nodeSchema)
  const run = async (asked: object): Promise<ProvisioningRun> => {
    const begun = await beginRun(origin, { node_id, drain_deadline_ms: 10_000, ...asked })
    return await runEnds(origin, begun.id, RUN_MS)
  }
  const succeeds = async (asked: object): Promise<ProvisioningRun> => {
    const begun = await beginRun(origin, { node_id, drain_deadline_ms: 10_000, ...asked })
    return await runSucceeds(origin, begun.id)
  }

  test('an upgrade to what runs already does nothing, and takes nobody off', async () => {
    const { epoch, mode } = await node()
    const over = await succeeds({ kind: 'upgrade' })
    expect(over.steps.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'connect done',
      expect.stringContaining('privilege'),
      'image already_so',
      'drain skipped',
      'switch already_so',
      'resume skipped',
      'verify skipped',
      'tidy skipped',
    ])
    expect(await node()).toMatchObject({ epoch, mode: { revision: mode.revision } })
  })

  test('an upgrade moves viewers of the node, interrupts none of others, and keeps the image of before', async () => {
    await makeImage(box, 'good', `--change 'LABEL test=good'`)
    const { own_node } = origin
    await using publisher = await Publisher.start(`${own_node.rtmp_url}/live/test`)
    await using elsewhere = await FlvViewer.watch(`${own_node.media_url}/live/test.flv`)
    const { endpoints, epoch } = await node()
    const here = `http://${endpoints?.address}:${endpoints?.media_port}/live/test.flv`
    await using moved = new PersistentViewer({
      urls: () => [`${own_node.media_url}/live/test.flv`],
      first: here,
      noted_ms: INTERRUPTED_MS,
    })
    await waitFor('the viewer of the node sees', () => moved.frames > 20)
    const over = await succeeds({ kind: 'upgrade', pull_image: 'headwater-test:good' })
    expect(stepOf(over, 'drain')?.state).toBe('done')
    expect(stepOf(over, 'verify')?.state).toBe('done')
    expect(await node()).toMatchObject({ mode: { value: 'normal' }, liveness: { state: 'alive' } })
    expect((await node()).epoch).toBeGreaterThan(epoch)
    expect(elsewhere.longest_step_ms).toBeLessThan(INTERRUPTED_MS)
    expect(moved.faults).toEqual([])
    const frames = moved.frames
    await waitFor('the viewer that was moved sees on', () => moved.frames > frames + 20)
    await publisher.sendsOn()
    expect(await containers(box)).toEqual(['headwater-node running'])
    expect(await box.inside('docker image inspect -f "{{.Id}}" headwater/node-runtime:previous')).toMatch(/^sha256:/)
  })

  test.each([
    ['ends at once', 'ENTRYPOINT ["node","-e","console.error(\\"no such module\\");process.exit(3)"]', 60_000],
    ['runs and never joins', 'ENTRYPOINT ["node","-e","setInterval(()=>{},1000)"]', 100_000],
  ])('an upgrade to an image that %s goes back by itself', async (what, change, within_ms) => {
    await makeImage(box, 'bad', `--change '${change}'`)
    await using publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
    await using elsewhere = await FlvViewer.watch(`${origin.own_node.media_url}/live/test.flv`)
    const from = performance.now()
    const over = await run({ kind: 'upgrade', pull_image: 'headwater-test:bad' })
    const took_ms = performance.now() - from
    expect(over.state).toBe('failed')
    const failure = stepOf(over, 'switch')?.failure
    expect(failure).toMatchObject({ code: 'rolled_back' })
    if (what === 'ends at once') expect(failure?.output.join()).toContain('no such module')
    expect(took_ms).toBeLessThan(within_ms)
    expect(await node()).toMatchObject({ mode: { value: 'normal' }, liveness: { state: 'alive' } })
    expect(elsewhere.longest_step_ms).toBeLessThan(INTERRUPTED_MS)
    await publisher.sendsOn()
    expect(await containers(box)).toContain('headwater-node running')
    expect(await containers(box)).toContain('headwater-node-failed exited')
    await origin.api.request('POST', `/api/v1/provisioning-runs/${over.id}/cancel`, { body: {} })
  })

  test('a restart comes back to the mode that it had', async () => {
    const { epoch } = await node()
    await succeeds({ kind: 'restart' })
    expect((await node()).epoch).toBeGreaterThan(epoch)
    expect((await node()).mode.value).toBe('normal')
  })

  test('other ports and another region hold after a drain, and the same again do nothing', async () => {
    const changes = { region: 'east', rtmp_port: 1936, media_port: 8081 }
    await succeeds({ kind: 'reconfigure', node: changes })
    await waitFor('the origin knows the new ports', async () => (await node()).endpoints?.media_port === 8081)
    expect((await node()).endpoints).toMatchObject({ rtmp_port: 1936, media_port: 8081 })
    expect((await node()).region).toBe('east')
    const again = await succeeds({ kind: 'reconfigure', node: changes })
    expect(stepOf(again, 'switch')?.state).toBe('already_so')
  })

  test('a port below 1024 takes root and one capability, and the port of before takes them away again', async () => {
    const runsAs = () => box.inside('docker inspect -f "{{.Config.User}} {{.HostConfig.CapAdd}}" headwater-node')
    await succeeds({ kind: 'reconfigure', node: { media_port: 80, name: 'edge-low' } })
    expect(await node()).toMatchObject({ name: 'edge-low', endpoints: { media_port: 80 }, mode: { value: 'normal' } })
    expect(await runsAs()).toContain('0:0 [')
    await succeeds({ kind: 'reconfigure', node: { media_port: 8081, name: 'edge-1' } })
    expect(await node()).toMatchObject({ name: 'edge-1', endpoints: { media_port: 8081 } })
    expect(await runsAs()).toMatch(/^10001:10001 \[\]/)
    expect(await box.inside('stat -c %u /var/lib/headwater-node/identity')).toBe('10001\n')
  })

  test('settings that it does not come back with are taken back', async () => {
    await box.inside(
      'setsid -f sh -c "exec perl -MIO::Socket::INET -e \'\\$s=IO::Socket::INET->new(Listen=>1,LocalPort=>1950,ReuseAddr=>1);sleep 600\'" >/dev/null 2>&1',
    )
    const over = await run({ kind: 'reconfigure', node: { rtmp_port: 1950 } })
    expect(stepOf(over, 'switch')?.failure).toMatchObject({ code: 'rolled_back' })
    expect(await node()).toMatchObject({ mode: { value: 'normal' }, liveness: { state: 'alive' } })
    expect((await node()).endpoints?.rtmp_port).toBe(1936)
    await origin.api.request('POST', `/api/v1/provisioning-runs/${over.id}/cancel`, { body: {} })
  })

  test('another identity is another key under the same id, and the old one is worth nothing', async () => {
    const before = await node()
    await box.inside('cp -a /var/lib/headwater-node/identity /root/identity-before')
    await succeeds({ kind: 'rotate_identity' })
    const after = await node()
    expect(after.relay_fingerprint).not.toBe(before.relay_fingerprint)
    expect(after).toMatchObject({ id: before.id, name: before.name, mode: { value: 'normal' } })
    const key = await box.inside('cat /var/lib/headwater-node/identity/node.pem')
    expect(key).not.toBe(await box.inside('cat /root/identity-before/node.pem; rm -rf /root/identity-before'))
  })

  test('a node whose origin was lost is taken back by the one that was restored, and nobody who watches notices', async () => {
    const { endpoints, epoch } = await node()
    const at = `${endpoints?.address}:`
    await using publisher = await Publisher.start(`rtmp://${at}${endpoints?.rtmp_port}/live/kept`)
    await using viewer = await FlvViewer.watch(`http://${at}${endpoints?.media_port}/live/kept.flv`)
    await origin.kill()
    const copy = opened.use(await tempDir())
    await cp(origin.data_dir, join(copy.path, 'origin'), { recursive: true, filter: (from) => !from.endsWith('.sock') })
    await origin[Symbol.asyncDispose]()
    const settings = { host: '0.0.0.0', advertise_host: box.gateway, own_node: false }
    origin = opened.use(await OriginProgram.start({ settings, data_dir: join(copy.path, 'origin') }))
    const begun = await beginRun(origin, { kind: 'adopt', target: await box.target() })
    const over = await runSucceeds(origin, begun.id)
    expect(over.node_id).toBe(node_id)
    expect(await node()).toMatchObject({ name: 'edge-1', epoch, liveness: { state: 'alive', channel_open: true } })
    await publisher.sendsOn()
    expect(viewer.longest_step_ms).toBeLessThan(INTERRUPTED_MS)
    expect(await box.inside('cat /etc/headwater-node/headwater.yaml')).toContain(new URL(origin.ready.url).port)
  })

  test('diagnostics are one file that holds no secret', async () => {
    const credential = JSON.parse(await box.inside('cat /var/lib/headwater-node/identity/enrolled.json')).credential
    const seeded = `clt_${'s'.repeat(43)}`
    await box.inside(
      `printf '# password: hunter2hunter2\\n# cluster_api_key: verysecretkey\\n# ${seeded}\\n' >> /etc/headwater-node/headwater.yaml`,
    )
    const over = await succeeds({ kind: 'diagnostics' })
    const [name = ''] = over.files
    const path = join(origin.data_dir, 'provisioning-runs', over.id, name)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const text = execFileSync('tar', ['-xzOf', path], { encoding: 'utf8', maxBuffer: 64e6 })
    for (const secret of [credential, seeded, 'hunter2hunter2', 'verysecretkey', 'PRIVATE KEY-----\n']) {
      expect(text).not.toContain(secret)
    }
    const names = execFileSync('tar', ['-tzf', path], { encoding: 'utf8' })
    for (const file of ['system.txt', 'node.log', 'container.json', 'node-status.json']) expect(names).toContain(file)
    expect(text).toContain('Debian GNU/Linux')
    await box.inside(`sed -i '/^# /d' /etc/headwater-node/headwater.yaml`)
  })

  test('a node is taken off its box without a trace', async () => {
    const refused = await origin.api.request('POST', '/api/v1/provisioning-runs', {
      body: { kind: 'decommission', node_id, confirm: 'edge-2' },
    })
    expect(refused.status).toBe(422)
    await succeeds({ kind: 'decommission', confirm: 'edge-1' })
    expect((await origin.api.request('GET', `/api/v1/nodes/${node_id}`)).status).toBe(404)
    expect(
      await box.inside('docker ps -aq; docker images -q --filter label=org.headwater.component=node-runtime'),
    ).toBe('')
    expect(await box.says('getent passwd headwater')).toBe(false)
    const left = [...(await filesOf(box))].filter((file) => !files_before.has(file))
    expect(
      left.filter((file) => !file.startsWith('/var/lib/docker') && !file.startsWith('/var/lib/containerd')),
    ).toEqual([])
  })
})

async function containers(box: TestBox): Promise<string[]> {
  return (await box.inside('docker ps -a --format "{{.Names}} {{.State}}"')).trim().split('\n').sort()
}

/** An image like the node's, with something changed. */
async function makeImage(box: TestBox, tag: string, change: string): Promise<void> {
  await box.inside(
    `image=$(docker inspect -f '{{.Image}}' headwater-node); docker create --name made "$image" >/dev/null && docker commit ${change} made headwater-test:${tag} >/dev/null && docker rm made >/dev/null`,
  )
}
