import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { enrollmentTokenInfoSchema } from '#contract/enrollment.ts'
import { haveBoxes, startBox, type TestBox } from '../harness/boxes.ts'
import type { OriginProgram } from '../harness/origin-program.ts'
import { printFigures } from '../harness/print-figures.ts'
import {
  beginRun,
  filesOf,
  originForBoxes,
  runBecomes,
  runSucceeds,
  steerRun,
  stepOf,
  watchFromBox,
} from '../harness/provisioning.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

const tokensSchema = z.object({ items: z.array(enrollmentTokenInfoSchema) })
const figures: Record<string, number> = {}
afterAll(() => {
  if (Object.keys(figures).length > 0) printFigures({ suite: 'provisioning', ...figures })
})

/** What must be the same where nothing was changed. */
const stateOf = (box: TestBox) =>
  box.inside(
    `docker inspect -f '{{.Id}} {{.State.StartedAt}} {{.Image}}' headwater-node; stat -c '%n %Y %i' /etc/headwater-node/*; docker images -q --no-trunc`,
  )

/** Begins a run and waits until a viewer sees the first frame from the box, in s. */
async function untilServed(origin: OriginProgram, box: TestBox, asked: object): Promise<number> {
  const from = performance.now()
  const { id } = await beginRun(origin, asked)
  await runSucceeds(origin, id)
  await using viewer = await watchFromBox(box, 'live/show')
  expect(viewer.first_frame_after_ms).toBeGreaterThan(0)
  return (performance.now() - from) / 1_000
}

describe.skipIf(!haveBoxes())('provisioning a box', () => {
  test('a fresh box without Docker serves viewers, is left alone by a second run, and gives no secret away', async () => {
    await using box = await startBox()
    await using origin = await originForBoxes(box)
    await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/show`)
    // A user whose sudo does not ask, and a key with a passphrase.
    const target = await box.target({ user: 'ops', key: 'id_rsa_enc' })
    const asked = { kind: 'provision', target, node: { name: 'edge-1', region: 'here' } }
    figures.served_without_docker_s = await untilServed(origin, box, asked)
    expect(figures.served_without_docker_s).toBeLessThan(180)

    const inspected = await box.inside('docker inspect headwater-node')
    const [{ HostConfig, Config }] = JSON.parse(inspected)
    expect(HostConfig).toMatchObject({ NetworkMode: 'host', ReadonlyRootfs: true, CapDrop: ['ALL'], PidsLimit: 4096 })
    expect(HostConfig.SecurityOpt).toContain('no-new-privileges:true')
    expect(HostConfig.LogConfig.Config).toEqual({ 'max-size': '10m', 'max-file': '5' })
    expect(Config.User).toBe('10001:10001')
    expect((await origin.api.nodes()).find(({ name }) => name === 'edge-1')).toMatchObject({ form: 'container' })
    // Neither what the node was let in by nor what it proves itself with is where others look.
    expect(inspected).not.toMatch(/enroll_|node_[A-Za-z0-9_-]{40}/)
    expect(await box.inside("cat /proc/*/cmdline /proc/*/environ 2>/dev/null | tr '\\0' '\\n'")).not.toMatch(/enroll_/)
    expect(await box.says('test -e /etc/headwater-node/token')).toBe(false)
    expect(await box.inside("stat -c '%a %u' /var/lib/headwater-node")).toContain('700 10001')

    const before = await stateOf(box)
    // How long it takes is told where no other box is worked on: many-boxes.test.ts.
    const again = await runSucceeds(origin, (await beginRun(origin, asked)).id)
    expect(await stateOf(box)).toBe(before)
    for (const id of ['docker', 'image', 'configure', 'start', 'join'])
      expect(stepOf(again, id).state).toBe('already_so')

    // The activity log and every answer were scanned for secrets; nobody else can use the token that was made.
    const { items } = await origin.api.call('GET', '/api/v1/enrollment-tokens', tokensSchema)
    expect(items.filter(({ name, state }) => name?.includes('edge-1') && state === 'active')).toEqual([])
  })

  test('a box with Docker serves viewers, and does so again by itself after a power cut and when Docker was restarted', async () => {
    await using box = await startBox({ flavor: 'docker' })
    await using origin = await originForBoxes(box)
    await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/show`)
    // A password alone, for the login and for sudo.
    const target = await box.target({ user: 'edge', key: null, password: 'edge' })
    const asked = { kind: 'provision', target, node: { name: 'edge-1' } }
    figures.served_with_docker_s = await untilServed(origin, box, asked)
    expect(figures.served_with_docker_s).toBeLessThan(60)

    await box.kill()
    await box.up()
    const booted = performance.now()
    await using _viewer = await watchFromBox(box, 'live/show', 60_000)
    figures.served_after_boot_s = (performance.now() - booted) / 1_000
    expect(figures.served_after_boot_s).toBeLessThan(15)

    await box.inside('systemctl restart docker')
    await using _other = await watchFromBox(box, 'live/show', 60_000)
  })

  test('a run that cannot reach the node says which port to open, and undone leaves nothing', async () => {
    await using box = await startBox()
    await using origin = await originForBoxes(box)
    const before = await filesOf(box)
    const users_before = await box.inside('cat /etc/passwd /etc/group')
    // A firewall in front of the box.
    await box.partition('on', '--mode', 'reset', '--dir', 'in', '--proto', 'tcp', '--port', '8080')
    const { id } = await beginRun(origin, { kind: 'provision', target: await box.target(), node: { name: 'edge-1' } })
    const run = await runBecomes(origin, id, 'failed')
    expect(stepOf(run, 'verify').failure).toMatchObject({ code: 'node_not_reachable' })
    expect(stepOf(run, 'verify').failure?.hint).toContain('ufw allow 8080/tcp')

    await steerRun(origin, id, 'undo', { target: await box.target() })
    await runBecomes(origin, id, 'undone')
    const after = await filesOf(box)
    expect([...after].filter((path) => !before.has(path))).toEqual([])
    expect([...before].filter((path) => !after.has(path))).toEqual([])
    expect(await box.inside('cat /etc/passwd /etc/group')).toBe(users_before)
    expect(await box.says('command -v docker')).toBe(false)
    await waitFor('the node is gone', async () => !(await origin.api.nodes()).some(({ name }) => name === 'edge-1'))
  })
})
