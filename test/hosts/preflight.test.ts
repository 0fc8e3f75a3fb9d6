import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { otherContainersCheck } from '../../src-main/provisioning/checks/other-containers.ts'
import { openBox } from '../../src-main/provisioning/open-box.ts'
import { haveBoxes, startBox, type TestBox } from '../harness/boxes.ts'
import type { OriginProgram } from '../harness/origin-program.ts'
import { checkBox, originForBoxes } from '../harness/provisioning.ts'
import { waitFor } from '../harness/wait-for.ts'

const never = new AbortController().signal

/** A program that sleeps, as an image: what a box has of itself, without a registry. */
const SLEEPER = `tar -C / -ch bin/sleep $(ldd /bin/sleep | grep -o '/[^ ]*' | sed 's|^/||') | docker import -c 'ENTRYPOINT ["/bin/sleep"]' - sleeper:1`

describe.skipIf(!haveBoxes())('a look at a box, before any node is there', () => {
  let box: TestBox
  let origin: OriginProgram
  const opened = new AsyncDisposableStack()
  beforeAll(async () => {
    box = opened.use(await startBox({ flavor: 'docker' }))
    origin = opened.use(await originForBoxes(box, { media: { relay_transport: 'auto' } }))
    await waitFor('Docker answers', () => box.says('docker version >/dev/null 2>&1'), {
      deadline_ms: 60_000,
      every_ms: 500,
    })
  })
  afterAll(() => opened.disposeAsync())

  /** One line of the report that an origin makes of it. */
  const look = async (id: string, on = box) => {
    const report = await checkBox(origin, await on.target({ user: 'ops' }))
    const found = report.checks.find((check) => check.id === id)
    if (found === undefined) throw new Error(`${id} is not in the report: ${report.checks.map((each) => each.id)}`)
    return found
  }

  test('tries each port from outside, TCP and UDP, and leaves nobody listening', async () => {
    expect(await look('network.outside')).toMatchObject({
      outcome: 'pass',
      found: `1935/tcp, 8080/tcp, 8080/udp are reached from this origin at ${box.ip}.`,
    })
    expect(await box.says("ss -Hlntu | grep -qE ':(1935|8080) '")).toBe(false)
    expect(await box.says('pgrep -x perl')).toBe(false)
  })

  test('sees a firewall that lies before the box: for TCP, for datagrams, and for their answers', async () => {
    await box.partition('on', '--dir', 'in', '--proto', 'tcp', '--port', '1935')
    expect(await look('network.outside')).toMatchObject({
      outcome: 'warn',
      found: `1935/tcp is not reached from this origin at ${box.ip}.`,
      remedy: expect.stringContaining('security group') as string,
    })
    await box.partition('off')
    await box.partition('on', '--dir', 'in', '--proto', 'udp', '--port', '8080')
    expect(await look('network.outside')).toMatchObject({
      outcome: 'warn',
      found: `8080/udp is not reached from this origin at ${box.ip}.`,
      remedy: expect.stringContaining('Until then relays go over TLS') as string,
    })
    await box.partition('off')
  })

  test('names the containers that a restart of Docker would stop', async () => {
    expect((await look('docker.containers')).found).toBe('No other container runs there.')
    await box.inside(SLEEPER)
    await box.inside('docker run -d --name shop sleeper:1 600 && docker run -d --name mail sleeper:1 600')
    expect(await look('docker.containers')).toMatchObject({
      outcome: 'pass',
      found: expect.stringMatching(
        /^A restart of Docker would stop (mail, shop|shop, mail)\. Headwater never/,
      ) as string,
    })
    // An engine that hangs, while what it started goes on. The whole report would wait for it at each question.
    await box.inside('kill -STOP $(pidof dockerd)')
    try {
      const opening = await openBox(await box.target(), never)
      if (opening.state !== 'open') throw new Error('its key is not confirmed')
      await using _open = opening
      const plan = { ports: [], origin_url: null }
      const facts = await otherContainersCheck.look(opening.box, plan, never)
      expect(otherContainersCheck.judge(facts, plan)).toMatchObject({
        outcome: 'warn',
        found: 'Docker does not answer, and 2 containers run all the same.',
      })
    } finally {
      await box.inside('kill -CONT $(pidof dockerd)')
    }
    await box.inside('docker rm -f shop mail')
  })

  test('wants room for the image where Docker keeps images, and reaches the node beside the origin', async () => {
    expect((await look('network.origin_media')).found).toMatch(/^The node beside the origin answers at http/)
    expect((await look('system.disk')).outcome).not.toBe('block')
    await box.inside(
      'systemctl stop docker.socket docker; mount -t tmpfs -o size=200m tmpfs /var/lib/docker; systemctl start docker',
    )
    try {
      expect(await look('system.disk')).toMatchObject({
        outcome: 'block',
        found: expect.stringMatching(/^Only \d+ MiB of 200 MiB free on \/var\/lib\/docker\.$/) as string,
        remedy: expect.stringMatching(/The node’s image takes 1\d\d MiB/) as string,
      })
    } finally {
      await box.inside('systemctl stop docker.socket docker; umount /var/lib/docker; systemctl start docker')
    }
  })

  test('tells a share of a processor, and too little memory', async () => {
    await using small = await startBox({ cpus: '0.5', memory: '300M' })
    expect((await look('system.memory', small)).found).toMatch(/^300 MiB of memory, 0\.5 processors\.$/)
  })
})
