import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { installerLineSchema } from '#contract/installer.ts'
import { haveBoxes, startBox, type TestBox } from '../harness/boxes.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { printFigures } from '../harness/print-figures.ts'
import { filesOf, watchFromBox } from '../harness/provisioning.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

/** The first time the image that boxes download is made. */
const IMAGE_DEADLINE_MS = 240_000
const here = process.arch === 'arm64' ? 'arm64' : 'x86_64'

describe.skipIf(!haveBoxes())('the one-line installer with --container', () => {
  let box: TestBox
  let origin: OriginProgram
  let before: ReadonlySet<string>
  let engine_before: string
  const opened = new AsyncDisposableStack()
  /** What Docker holds: containers, images, volumes, networks. */
  const engine = () =>
    box.inside("docker ps -aq; docker images -aq; docker volume ls -q; docker network ls --format '{{.Name}}' | sort")
  const filesAlone = async () =>
    new Set([...(await filesOf(box))].filter((path) => !/^\/var\/lib\/(docker|containerd)\//.test(path)))
  const line = (wish: object = {}) =>
    origin.api.call('POST', '/api/v1/installer', installerLineSchema, { form: 'container', ...wish })
  const attempt = async (command: string) => {
    const said = await box.inside(`{ ${command}\n} 2>&1; echo "exit code $?"`, { deadline_ms: 240_000 })
    return { said, code: Number(/exit code (\d+)\s*$/.exec(said)?.[1]) }
  }
  const container = () => box.inside(`docker inspect -f '{{.Id}} {{.State.StartedAt}} {{.Image}}' headwater-node`)

  beforeAll(async () => {
    box = opened.use(await startBox({ flavor: 'docker' }))
    await waitFor('Docker answers', () => box.says('docker version >/dev/null 2>&1'), {
      deadline_ms: 60_000,
      every_ms: 500,
    })
    before = await filesAlone()
    engine_before = await engine()
    origin = opened.use(await OriginProgram.start({ settings: { host: '0.0.0.0', advertise_host: box.gateway } }))
    opened.use(await Publisher.start(`${origin.own_node.rtmp_url}/live/show`))
    // The script says that the image is being made until it is there.
    await waitFor(
      'the image is made',
      async () => {
        const { port } = new URL(origin.ready.url)
        const script = await box.inside(`curl -fsSk 'https://${box.gateway}:${port}/install.sh?form=container'`)
        return new RegExp(`^image_${here}='[0-9a-f]{64}'$`, 'm').test(script)
      },
      { deadline_ms: IMAGE_DEADLINE_MS, every_ms: 2_000 },
    )
  }, IMAGE_DEADLINE_MS + 60_000)
  afterAll(() => opened.disposeAsync())

  test('says what it would do and changes nothing', async () => {
    const { dry_run_command } = await line({ node_name: 'edge-1', region: 'eu' })
    const dry = await attempt(dry_run_command)
    expect(dry).toMatchObject({ code: 0, said: expect.stringContaining('Nothing was changed') as string })
    expect(dry.said).toContain('run the container headwater-node')
    expect(dry.said).toMatch(/ok +\d+ GiB of disk space are free on/)
    expect(await engine()).toBe(engine_before)
    expect([...(await filesAlone())].filter((path) => !before.has(path))).toEqual([])
  })

  test('makes a machine with Docker a node that plays, in a container that may do little', async () => {
    const { command } = await line({ node_name: 'edge-1', region: 'eu' })
    const began = performance.now()
    const joined = await attempt(command)
    expect(joined, joined.said).toMatchObject({ code: 0 })
    await using viewer = await watchFromBox(box, 'live/show', 60_000)
    await viewer.sees(5)
    printFigures({
      figure: 'one-line installer, container',
      machine_to_first_picture_s: (performance.now() - began) / 1_000,
    })
    const [{ HostConfig, Config }] = JSON.parse(await box.inside('docker inspect headwater-node'))
    expect(HostConfig).toMatchObject({ NetworkMode: 'host', ReadonlyRootfs: true, CapDrop: ['ALL'] })
    expect(HostConfig.RestartPolicy.Name).toBe('unless-stopped')
    expect(Config.User).toBe('10001:10001')
    const token = /--master-token (\S+)/.exec(command)?.[1] ?? ''
    expect(await box.inside('docker inspect headwater-node')).not.toContain(token.split('.')[0])
    expect((await origin.api.nodes()).find(({ name }) => name === 'edge-1')).toMatchObject({
      region: 'eu',
      form: 'container',
    })
  })

  test('changes nothing when it is run again, and the node comes back after a power cut', async () => {
    const [as_it_was, nodes] = [await container(), await origin.api.nodes()]
    const { command } = await line({ node_name: 'edge-1', region: 'eu' })
    const again = await attempt(command)
    expect(again, again.said).toMatchObject({ code: 0 })
    expect(await container()).toBe(as_it_was)
    expect((await origin.api.nodes()).map(({ id }) => id)).toEqual(nodes.map(({ id }) => id))
    await box.kill()
    await box.up()
    await using _viewer = await watchFromBox(box, 'live/show', 90_000)
  })

  test('takes everything away again', async () => {
    const { uninstall_command } = await line({ node_name: 'edge-1' })
    const gone = await attempt(uninstall_command)
    expect(gone, gone.said).toMatchObject({ code: 0 })
    expect(await engine()).toBe(engine_before)
    const after = await filesAlone()
    expect([...after].filter((path) => !before.has(path))).toEqual([])
    expect([...before].filter((path) => !after.has(path))).toEqual([])
    expect(await box.says('getent passwd headwater || getent group headwater')).toBe(false)
  })
})
