import { describe, expect, test } from 'vitest'
import { haveBoxes, startBox } from '../harness/boxes.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { waitFor } from '../harness/wait-for.ts'

describe.skipIf(!haveBoxes())('the test bed', () => {
  test('a fresh box lets users in, has no Docker, and can be cut off its power', async () => {
    await using box = await startBox()
    expect(await box.says('command -v docker')).toBe(false)
    expect(await box.fingerprint()).toMatch(/^SHA256:/)
    await box.inside('cat > /root/kept', { input: 'still here' })
    await box.kill()
    await box.up()
    expect(await box.inside('cat /root/kept')).toBe('still here')
  })

  test('boxes with Docker come up beside one another, and reach an origin on this machine over TLS', async () => {
    await using boxes = new AsyncDisposableStack()
    const [one, two] = await Promise.all([startBox({ flavor: 'docker' }), startBox({ flavor: 'docker' })])
    boxes.use(one)
    boxes.use(two)
    expect(one.ip).not.toBe(two.ip)
    await waitFor('Docker answers', () => one.says('docker version'), { deadline_ms: 60_000, every_ms: 500 })

    await using origin = await OriginProgram.start({ settings: { host: '0.0.0.0', advertise_host: one.gateway } })
    const port = new URL(origin.ready.url).port
    // By whom the certificate is signed, nodes know from their token; here it only matters that the way is open.
    expect(await two.inside(`curl -sk https://${two.gateway}:${port}/ready`)).toContain('"ready"')
  })

  test('a box that is installed anew keeps its address and shows another host key', async () => {
    await using box = await startBox({ own_address: true })
    const { ip } = box
    const before = await box.fingerprint()
    await box.reinstall()
    expect(box.ip).toBe(ip)
    expect(await box.fingerprint()).not.toBe(before)
  })
})
