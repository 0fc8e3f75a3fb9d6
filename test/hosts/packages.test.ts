import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { artifactFolders } from '../../src-main/provisioning/artifacts/artifact-folders.ts'
import { artifactBuilder } from '../../src-main/provisioning/artifacts/build-artifact.ts'
import { openArtifacts } from '../../src-main/provisioning/artifacts/open-artifacts.ts'
import { sharedLayers, withoutLayers } from '../../src-main/provisioning/artifacts/without-layers.ts'
import { haveBoxes, startBox, type TestBox } from '../harness/boxes.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { Publisher } from '../harness/publisher.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { waitFor } from '../harness/wait-for.ts'

const root = join(import.meta.dirname, '../..')
const version = String(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version)
/** Making Node's layer and downloading what it needs, on a busy machine. */
const BUILD_MS = 240_000
const RUN = '--network host --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges'

/** As an origin that runs from the repository has them. */
const { folders, built } = artifactFolders(null, import.meta.dirname, undefined)
const artifacts = openArtifacts({ version, folders, built, build: artifactBuilder(root) })

/** On another machine than its nodes. */
const originBeside = (box: TestBox) =>
  OriginProgram.start({ settings: { host: '0.0.0.0', advertise_host: box.gateway } })

/** How a node of that box is told who its origin is. */
async function settingsFor(origin: OriginProgram, box: TestBox, name: string): Promise<string> {
  const { token } = await origin.api.createEnrollmentToken({ name })
  const url = `https://${box.gateway}:${new URL(origin.ready.url).port}`
  return JSON.stringify({ node: { origin: url, name, token } })
}

/** The node is at work, and a viewer of it sees what was published to the origin's own node. */
async function expectServing(origin: OriginProgram, box: TestBox, name: string): Promise<void> {
  await waitFor(
    `${name} is known to its origin`,
    async () => (await origin.api.nodes()).some((node) => node.name === name && node.liveness.state === 'alive'),
    { deadline_ms: 60_000 },
  )
  await using _ = await Publisher.start(`${origin.ready.node?.rtmp_url}/live/${name}`)
  // Where the machine is busy, a first try may be told to come back: no reason to give up.
  await waitFor('a viewer sees frames', () => sawFrames(`http://${box.ip}:8080/live/${name}.flv`), {
    deadline_ms: 60_000,
    every_ms: 500,
  })
}

/** Who is left out of an upgrade of all nodes to another image, and why; nobody is drained. */
async function leftOutOfUpgrade({ api }: OriginProgram): Promise<string> {
  const body = { nodes: 'all', work: 'upgrade', pull_image: 'headwater-test:other' }
  const { code, message } = await api.refusal('POST', '/api/v1/rolling-drains', { body })
  expect(code).toBe('nothing_to_drain')
  expect((await api.nodes()).map(({ mode }) => mode.value)).toEqual(['normal', 'normal'])
  return message
}

async function sawFrames(url: string): Promise<boolean> {
  try {
    await using viewer = await FlvViewer.watch(url)
    return await waitFor('the viewer sees frames', () => viewer.tags.video > 25)
  } catch {
    return false
  }
}

describe.skipIf(!haveBoxes())('a node without Docker', () => {
  let box: TestBox
  beforeAll(async () => {
    box = await startBox({ apt: 'none' })
  }, BUILD_MS)
  afterAll(async () => await box?.[Symbol.asyncDispose]())

  test('is installed from a package, serves, comes back after a crash, and is purged without a trace', {
    timeout: BUILD_MS,
  }, async () => {
    const facts =
      'getent passwd; getent group; find /etc /usr/lib/systemd /var/lib /opt -xdev -not -path "/var/lib/dpkg/*" -not -path "/var/lib/systemd/*" | sort'
    const before = await box.inside(facts)
    const deb = await artifacts.deb('x86_64')
    await box.inside('cat >/root/node.deb && DEBIAN_FRONTEND=noninteractive dpkg -i /root/node.deb', {
      input: await readFile(deb.path),
    })
    expect(await box.says('systemctl is-enabled headwater-node')).toBe(true)
    expect(await box.inside('systemctl is-failed headwater-node || true')).not.toContain('failed')

    await using origin = await originBeside(box)
    await box.inside(
      'umask 027; cat >/etc/headwater-node/headwater.yaml; chgrp headwater /etc/headwater-node/headwater.yaml',
      {
        input: await settingsFor(origin, box, 'bare'),
      },
    )
    await box.inside('systemctl start headwater-node')
    await expectServing(origin, box, 'bare')
    expect(await box.inside('headwater-node status')).toContain('Node bare is ')
    expect((await origin.api.nodes()).find(({ name }) => name === 'bare')).toMatchObject({ form: 'package' })
    expect(await leftOutOfUpgrade(origin)).toContain('bare was installed as a Debian package')
    expect(await box.inside('ps -o user= -p "$(systemctl show -P MainPID headwater-node)"')).toBe('headwater\n')

    await box.inside('kill -9 "$(systemctl show -P MainPID headwater-node)"')
    await waitFor('it is there again', () => box.says('headwater-node status'), { deadline_ms: 30_000, every_ms: 500 })

    await box.inside('dpkg --purge headwater-node && rm /root/node.deb')
    // Copies that useradd leaves beside its files, and what journald or dpkg noted.
    const lasting = (text: string) =>
      text.split('\n').filter((line) => !/^\/etc\/(passwd|group|shadow|gshadow|subuid|subgid)-$/.test(line))
    expect(lasting(await box.inside(facts))).toEqual(lasting(before))
    expect(await box.says('systemctl cat headwater-node')).toBe(false)
  })

  test('has an exposure under 3.0 by systemd-analyze (B-21), from the archive too', { timeout: BUILD_MS }, async () => {
    const { path } = await artifacts.archive('x86_64')
    const unpack =
      'rm -rf /opt/headwater-node; mkdir -p /opt/headwater-node; tar -xzf - -C /opt/headwater-node --strip-components=1'
    await box.inside(unpack, { input: await readFile(path) })
    expect(await box.inside('/opt/headwater-node/bin/headwater-node --version')).toBe(`${version}\n`)
    await box.inside('cp /opt/headwater-node/headwater-node.service /etc/systemd/system/; systemctl daemon-reload')
    const said = await box.inside('systemd-analyze security --no-pager headwater-node')
    const exposure = Number(/Overall exposure level for headwater-node\.service: ([\d.]+)/.exec(said)?.[1])
    expect(exposure).toBeGreaterThan(0)
    expect(exposure).toBeLessThan(3)
    expect(
      await box.inside('systemd-analyze verify /etc/systemd/system/headwater-node.service 2>&1 || true'),
    ).not.toContain('Unknown')
  })
})

describe.skipIf(!haveBoxes())('an image of the node-runtime', () => {
  let box: TestBox
  beforeAll(async () => {
    box = await startBox({ flavor: 'docker' })
    await waitFor('Docker answers', () => box.says('docker version'), { deadline_ms: 60_000, every_ms: 500 })
  }, BUILD_MS)
  afterAll(async () => await box?.[Symbol.asyncDispose]())

  test('made without Docker is loaded, is healthy, and its node relays', { timeout: BUILD_MS }, async () => {
    const image = await artifacts.image('x86_64')
    expect(image.bytes).toBeLessThan(100e6)
    await box.inside('docker load', { input: await readFile(image.path) })
    expect(await box.inside(`docker image inspect --format '{{.Id}}' ${image.tag}`)).toBe(`${image.id}\n`)

    await using origin = await originBeside(box)
    await box.inside('mkdir /root/settings; cat >/root/settings/headwater.yaml; chown -R 10001 /root/settings', {
      input: await settingsFor(origin, box, 'contained'),
    })
    const mounts = '-v headwater:/var/lib/headwater -v /root/settings:/etc/headwater:ro'
    await box.inside(`docker run -d --name node ${RUN} ${mounts} --health-interval 1s ${image.tag}`)
    await expectServing(origin, box, 'contained')
    // Neither run nor installer made this container, so that they cannot upgrade it either.
    expect((await origin.api.nodes()).find(({ name }) => name === 'contained')).toMatchObject({ form: 'by_hand' })
    expect(await leftOutOfUpgrade(origin)).toContain('contained was started by hand')
    const health = () => box.inside("docker inspect --format '{{.State.Health.Status}}' node")
    await waitFor('it is healthy', async () => (await health()) === 'healthy\n', { deadline_ms: 60_000, every_ms: 500 })
    await box.inside('docker rm -f node && docker volume rm headwater')
  })

  test('goes without the layers that the engine has', { timeout: BUILD_MS }, async () => {
    const image = await artifacts.image('x86_64')
    await box.inside(
      `docker rm -f node 2>/dev/null; printf 'FROM ${image.tag}\\nLABEL kept=yes\\n' | docker build -t kept - && docker rmi ${image.tag}`,
    )
    const layers = JSON.parse(await box.inside("docker image inspect --format '{{json .RootFS.Layers}}' kept"))
    expect(sharedLayers(image, [layers])).toBe(image.layers.length)
    for (const count of [1, image.layers.length]) {
      const short = await withoutLayers(image, count)
      expect(short.bytes).toBeLessThan(2e6)
      await box.inside('docker load', { input: await buffer(short.open()) })
      expect(await box.inside(`docker image inspect --format '{{.Id}}' ${image.tag}`)).toBe(`${image.id}\n`)
      await box.inside(`docker rmi ${image.tag}`)
    }
    await box.inside('docker rmi kept')
    const short = await buffer((await withoutLayers(image, 1)).open())
    await expect(box.inside('docker load', { input: short })).rejects.toThrow()
  })

  test('is built from the Dockerfile, with the same bytes twice, and says the same of itself', {
    timeout: 2 * BUILD_MS,
  }, async () => {
    await box.loadNodeImage()
    await using folder = await tempDir()
    const bin = join(folder.path, 'bin')
    await mkdir(bin)
    await writeFile(join(bin, 'docker'), box.commandInside('docker'))
    await chmod(join(bin, 'docker'), 0o755)
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` }
    const make = async (out: string) => {
      const words = [join(root, 'scripts/image.mjs'), '--docker', '--arch', 'x86_64', '--out', join(folder.path, out)]
      await promisify(execFile)(process.execPath, words, { env, timeout: BUILD_MS })
      return join(folder.path, out, `headwater-node-runtime-${version}-x86_64.tar`)
    }
    const first = await make('first')
    expect((await stat(first)).size).toBeLessThan(100e6)
    await box.inside('docker image prune -f')
    expect((await readFile(await make('second'))).equals(await readFile(first))).toBe(true)

    await box.inside('docker load', { input: await readFile(first) })
    const said = async () =>
      JSON.parse(await box.inside(`docker image inspect --format '{{json .Config}}' headwater/node-runtime:${version}`))
    const byDockerfile = await said()
    await box.inside('docker load', { input: await readFile((await artifacts.image('x86_64')).path) })
    const bare = await said()
    for (const field of [
      'User',
      'Entrypoint',
      'Cmd',
      'Healthcheck',
      'WorkingDir',
      'Labels',
      'ExposedPorts',
      'StopSignal',
    ]) {
      expect(byDockerfile[field], field).toEqual(bare[field])
    }
    expect(byDockerfile.Env).toEqual(expect.arrayContaining(bare.Env))
  })
})
