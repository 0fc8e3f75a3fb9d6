import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { installerLineSchema, installerSchema } from '#contract/installer.ts'
import { haveBoxes, startBox, type TestBox } from '../harness/boxes.ts'
import { putCertificate } from '../harness/certificate.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { printFigures } from '../harness/print-figures.ts'
import { Publisher } from '../harness/publisher.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { waitFor } from '../harness/wait-for.ts'

/** The first time the archive that boxes download is made. */
const ARCHIVE_DEADLINE_MS = 240_000
const SCRIPT = '/root/install.sh'
const here = process.arch === 'arm64' ? 'arm64' : 'x86_64'

/** Everything on a box that is kept: paths, but for what every use of a machine changes. */
async function filesOf(box: TestBox): Promise<ReadonlySet<string>> {
  const changing = [
    ...['/proc', '/sys', '/dev', '/run', '/tmp', '/var/tmp', '/var/log', '/var/cache/ldconfig', '/usr/share/testbed'],
    ...['/var/lib/systemd', '/etc/.pwd.lock'],
  ]
  const prune = changing.map((path) => `-path ${path}`).join(' -o ')
  const found = await box.inside(`find / \\( ${prune} \\) -prune -o -print`)
  return new Set(found.split('\n').filter(Boolean))
}

describe.skipIf(!haveBoxes())('the one-line installer', () => {
  let box: TestBox
  let origin: OriginProgram
  let before: ReadonlySet<string>
  const opened = new AsyncDisposableStack()
  beforeAll(async () => {
    box = opened.use(await startBox({ memory: '512M' }))
    before = await filesOf(box)
    origin = opened.use(await OriginProgram.start({ settings: { host: '0.0.0.0', advertise_host: box.gateway } }))
    opened.use(await Publisher.start(`${origin.own_node.rtmp_url}/live/test`))
    await waitFor(
      'the archive is made',
      async () => {
        const { installable } = await origin.api.call('GET', '/api/v1/installer', installerSchema)
        return installable.some(({ arch, missing }) => arch === here && missing === null)
      },
      { deadline_ms: ARCHIVE_DEADLINE_MS, every_ms: 1_000 },
    )
  }, ARCHIVE_DEADLINE_MS + 60_000)
  afterAll(() => opened.disposeAsync())

  const line = (wish: object = {}) => origin.api.call('POST', '/api/v1/installer', installerLineSchema, wish)
  /** What a command on the box said on both outputs, and its exit code. */
  const attempt = async (command: string, on = box) => {
    const said = await on.inside(`{ ${command}\n} 2>&1; echo "exit code $?"`)
    return { said, code: Number(/exit code (\d+)\s*$/.exec(said)?.[1]) }
  }
  const nodeNamed = async (name: string) => (await origin.api.nodes()).find((node) => node.name === name)
  /** Watches a stream from the box; refused connections are no end, while it starts. */
  const watch = (path: string, deadline_ms = 30_000) =>
    waitFor(
      `${path} plays from ${box.ip}`,
      () =>
        FlvViewer.watch(`http://${box.ip}:8080/${path}.flv`, 5_000).catch((error: unknown) => {
          throw new Error(String(error))
        }),
      { deadline_ms, every_ms: 200 },
    )
  const mainPid = async () => (await box.inside('systemctl show -p MainPID --value headwater-node')).trim()

  test('says what it would do and changes nothing; and stops at a port that is taken, naming who has it', async () => {
    const { dry_run_command, command } = await line({ node_name: 'edge-1', region: 'eu' })
    const dry = await attempt(dry_run_command)
    expect(dry).toMatchObject({ code: 0, said: expect.stringContaining('Nothing was changed') })
    expect(dry.said).toContain('name: "edge-1"')
    const listen = `$s = IO::Socket::INET->new(Listen => 1, LocalPort => 8080) or die; print "on"; close STDOUT; sleep 600`
    await box.inside(`setsid perl -MIO::Socket::INET -e '${listen}' </dev/null >/tmp/listens 2>&1 &`)
    await waitFor('somebody has the port', () => box.says('grep -q on /tmp/listens'), {
      deadline_ms: 60_000,
      every_ms: 500,
    })
    const taken = await attempt(command)
    expect(taken).toMatchObject({
      code: 1,
      said: expect.stringMatching(/Port 8080 \(media\) is in use by perl \(process \d+\)/),
    })
    expect(taken.said).toContain('Nothing was changed')
    await box.inside(`kill $(ss -Hltnp 'sport = :8080' | sed 's/.*pid=\\([0-9]*\\).*/\\1/')`)
    expect([...(await filesOf(box))].filter((file) => !before.has(file))).toEqual([])
    expect(await nodeNamed('edge-1')).toBeUndefined()
  })

  test('is given away to nobody who shows another key, neither the script nor the token', async () => {
    const { command } = await line({ node_name: 'edge-1' })
    const heard: string[] = []
    await using folder = await tempDir()
    const files = await putCertificate(folder.path, 'a stranger', { ip: [box.gateway] })
    const proof = { cert: readFileSync(files.certificate), key: readFileSync(files.key) }
    const stranger = createServer(proof, (request, response) => {
      heard.push(`${request.url} ${JSON.stringify(request.headers)}`)
      request.on('data', (chunk: Buffer) => heard.push(chunk.toString('utf8')))
      request.on('end', () => response.writeHead(200).end('{}'))
    })
    await new Promise<void>((done) => stranger.listen(0, '0.0.0.0', done))
    try {
      const { port } = stranger.address() as AddressInfo
      const { join_url } = origin.ready
      const there = command.replace(new URL(join_url).host, `${box.gateway}:${port}`)
      const refused = await attempt(there)
      expect(refused.said).toMatch(/public key does not match|pinned/i)
      expect(heard).toEqual([])
      // The script itself is the origin's, and only the address is the stranger's.
      const token = /--master-token (\S+)/.exec(command)?.[1] ?? ''
      const lured = await attempt(`${command} --master-url https://${box.gateway}:${port}`)
      expect(lured).toMatchObject({ code: 1, said: expect.stringMatching(/is not the origin that this token is of/) })
      expect(heard.join('\n')).not.toContain(token.split('.')[0])
    } finally {
      stranger.closeAllConnections()
      stranger.close()
    }
    await box.inside(`curl -fsSk https://${box.gateway}:${new URL(origin.ready.url).port}/install.sh -o ${SCRIPT}`)
    expect(await attempt(`bash ${SCRIPT} --uninstall`)).toMatchObject({ code: 0 })
  })

  test('says which token is not taken: an unknown one, and one that was revoked', async () => {
    const unknown = await attempt(`HEADWATER_TOKEN=enroll_${'x'.repeat(43)} bash ${SCRIPT} --join --node-name edge-1`)
    expect(unknown).toMatchObject({ code: 1, said: expect.stringContaining('not known here') })
    const made = await origin.api.call(
      'POST',
      '/api/v1/cluster-tokens',
      z.object({ id: z.uuid(), token: z.string() }),
      { name: 'boxes' },
    )
    const other = await origin.api.call('POST', '/api/v1/cluster-tokens', z.object({ token: z.string() }), {
      name: 'kept',
    })
    expect(other.token).toMatch(/^clt_/)
    await origin.api.request('DELETE', `/api/v1/cluster-tokens/${made.id}`)
    await box.inside('umask 077; cat > /root/token', { input: `${made.token}\n` })
    const revoked = await attempt(`bash ${SCRIPT} --join --node-name edge-1 --token-file /root/token`)
    expect(revoked).toMatchObject({ code: 1, said: expect.stringMatching(/wrong, has run out or was revoked/) })
    await box.inside('cat > /root/token', { input: `${other.token}\n` })
  })

  test('makes a fresh machine with 512 MB a node that plays, by a cluster token that nothing keeps', async () => {
    const began = performance.now()
    const joined = await attempt(`bash ${SCRIPT} --join --node-name edge-1 --region eu --token-file /root/token`)
    expect(joined).toMatchObject({ code: 0, said: expect.stringContaining('This machine is the node edge-1') })
    await using viewer = await watch('live/test')
    await viewer.sees(5)
    printFigures({
      figure: 'one-line installer',
      fresh_machine_to_first_picture_s: (performance.now() - began) / 1_000,
    })
    await waitFor('it is alive', async () => (await nodeNamed('edge-1'))?.liveness.state === 'alive')
    expect(await nodeNamed('edge-1')).toMatchObject({ region: 'eu', registration: 'registered', form: 'service' })
    const token = (await box.inside('cat /root/token; rm /root/token')).trim()
    expect(
      await box.says(`grep -rqF ${token} /etc /var/lib/headwater-node /opt/headwater-node/bin /run/log /var/log`),
    ).toBe(false)
    const exposure = await box.inside('systemd-analyze security headwater-node --no-pager | tail -n 1')
    expect(Number(/: ([\d.]+)/.exec(exposure)?.[1])).toBeLessThan(2.5)
  })

  test('changes nothing when it is run again, with the origin there and without it, and the node comes back after a power cut', async () => {
    const node = await nodeNamed('edge-1')
    const pid = await mainPid()
    const again = await attempt(`bash ${SCRIPT} --join --node-name edge-1 --region eu`)
    expect(again.code, again.said).toBe(0)
    expect([await mainPid(), (await nodeNamed('edge-1'))?.id]).toEqual([pid, node?.id])

    await box.kill()
    await box.up()
    const booted = performance.now()
    await using viewer = await watch('live/test', 90_000)
    printFigures({ figure: 'one-line installer', power_on_to_first_picture_s: (performance.now() - booted) / 1_000 })
    await viewer.sees(2)

    const settings = await box.inside('cat /etc/headwater-node/headwater.yaml')
    await origin.kill()
    const without = await attempt(`bash ${SCRIPT} --join --node-name edge-1 --region eu`)
    expect(without).toMatchObject({ code: 0, said: expect.stringMatching(/warning: The origin does not answer/) })
    expect(await box.inside('cat /etc/headwater-node/headwater.yaml')).toBe(settings)
  })

  test('takes everything away again; and a machine that never joined is refused while the origin is away', async () => {
    expect(await attempt(`bash ${SCRIPT} --uninstall`)).toMatchObject({ code: 0 })
    expect(await box.says('getent passwd headwater || getent group headwater')).toBe(false)
    await box.inside(`cp ${SCRIPT} /tmp/install.sh; rm ${SCRIPT}`)
    const after = await filesOf(box)
    expect([...after].filter((file) => !before.has(file))).toEqual([])
    expect([...before].filter((file) => !after.has(file))).toEqual([])
    const refused = await attempt(`HEADWATER_TOKEN=clt_0123456789abcdef bash /tmp/install.sh --join --node-name edge-1`)
    expect(refused).toMatchObject({ code: 1, said: expect.stringMatching(/The origin does not answer/) })
    await origin.restart()
  })
})
