import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { haveBoxes, startBox, type TestBox } from '../harness/boxes.ts'
import type { OriginProgram } from '../harness/origin-program.ts'
import { beginRun, originForBoxes, runBecomes, runSucceeds, steerRun, stepOf } from '../harness/provisioning.ts'
import { waitFor } from '../harness/wait-for.ts'

describe.skipIf(!haveBoxes())('a box that cannot become a node as it is', () => {
  let box: TestBox
  let origin: OriginProgram
  const node = { name: 'edge-1' }
  beforeAll(async () => {
    box = await startBox({ flavor: 'docker', own_address: true })
    origin = await originForBoxes(box)
    await waitFor('Docker answers', () => box.says('docker version >/dev/null 2>&1'), {
      deadline_ms: 60_000,
      every_ms: 500,
    })
  })
  afterAll(async () => {
    await origin?.[Symbol.asyncDispose]()
    await box?.[Symbol.asyncDispose]()
  })
  const provision = async (login: Parameters<TestBox['target']>[0] = {}, more: object = {}) =>
    await beginRun(origin, { kind: 'provision', target: await box.target(login), node: { ...node, ...more } })

  test('a wrong password is asked for again, and the run goes on with the right one', async () => {
    const { id } = await provision({ user: 'edge', key: null, password: 'wrong' })
    const waiting = await runBecomes(origin, id, 'waiting')
    expect(waiting.waiting_for?.what).toBe('credentials')
    // Enough of it: nothing of this box is to be changed by this test.
    await steerRun(origin, id, 'cancel')
    await runBecomes(origin, id, 'cancelled')
  })

  test('a user without sudo is told so', async () => {
    const { id } = await provision({ user: 'guest' })
    const waiting = await runBecomes(origin, id, 'waiting')
    expect(waiting.waiting_for?.what).toBe('credentials')
    await steerRun(origin, id, 'cancel')
    await runBecomes(origin, id, 'cancelled')
  })

  test('a port that is taken is named, with who holds it', async () => {
    const listen = 'my $s = IO::Socket::INET->new(Listen => 5, LocalPort => 8080, ReuseAddr => 1); sleep 600'
    await box.inside(`systemd-run --unit=squatter perl -MIO::Socket::INET -e '${listen}'`)
    await waitFor('it listens', () => box.says("ss -Hltn | grep -q ':8080 '"), { deadline_ms: 60_000, every_ms: 500 })
    const { id } = await provision()
    const run = await runBecomes(origin, id, 'failed')
    const { failure } = stepOf(run, 'preflight')
    expect(failure?.code).toBe('preflight_blocked')
    expect(failure?.message).toMatch(/8080/)
    await box.inside('systemctl stop squatter')
  })

  test('Docker that is broken is not touched, and what it says is shown', async () => {
    await box.inside('systemctl stop docker.socket docker; systemctl mask docker.socket docker')
    const { id } = await provision()
    const run = await runBecomes(origin, id, 'failed')
    const { failure } = stepOf(run, 'docker')
    expect(failure?.code).toBe('docker_broken')
    expect(failure?.output.join('\n')).toMatch(/inactive|failed|masked/)
    await box.inside('systemctl unmask docker.socket docker; systemctl start docker')
  })

  test('a disk too small for the image is told as that, and the run goes on when there is room', async () => {
    await box.inside(
      'systemctl stop docker.socket docker; mount -t tmpfs -o size=60m tmpfs /var/lib/docker; systemctl start docker',
    )
    const { id } = await provision()
    const run = await runBecomes(origin, id, 'failed')
    const { failure } = stepOf(run, 'preflight')
    expect(failure?.code).toBe('preflight_blocked')
    expect(failure?.message).toMatch(/\/var\/lib\/docker/)
    await box.inside('systemctl stop docker.socket docker; umount /var/lib/docker; systemctl start docker')
    await steerRun(origin, id, 'resume', { target: await box.target() })
    await runSucceeds(origin, id)
  })

  test('a name that another node has is refused before anything is changed', async () => {
    await using other = await startBox({ flavor: 'docker' })
    const { id } = await beginRun(origin, { kind: 'provision', target: await other.target(), node })
    const run = await runBecomes(origin, id, 'failed')
    expect(stepOf(run, 'preflight').failure).toMatchObject({
      code: 'preflight_blocked',
      message: expect.stringContaining('Another node is called edge-1') as string,
    })
    expect(await other.says('test -e /etc/headwater-node/headwater.yaml')).toBe(false)
  })

  test('a host key that changed stops everything', async () => {
    const confirmed = await box.fingerprint()
    await box.reinstall()
    const { id } = await provision({ host_key_fingerprint: confirmed })
    const run = await runBecomes(origin, id, 'waiting')
    expect(run.waiting_for?.what).toBe('changed_host_key')
  })
})
