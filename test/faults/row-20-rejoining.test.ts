import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exitCode } from '#contract/program-output.ts'
import { ChannelClient, enrol, requestEnrolment } from '../harness/channel-client.ts'
import { startCluster } from '../harness/cluster.ts'
import { runHeadwater } from '../harness/headwater-command.ts'
import { nodeArguments } from '../harness/node-program.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { waitFor, within } from '../harness/wait-for.ts'

/** Who comes with one token at the same instant. */
const AT_ONCE = 20

const errorOf = async (answer: Response) =>
  ((await answer.json()) as { error: { code: string; message: string } }).error

describe('row 20: after its eviction', () => {
  test('a node is out at once and stays out, also after a restart of either, and comes back with a new token alone', async () => {
    await using cluster = await startCluster()
    const { origin, edge } = cluster
    const answer = await origin.api.request('DELETE', `/api/v1/nodes/${edge.id}`)
    expect(answer.status).toBe(200)
    await waitFor('it is out of the list', async () => !(await origin.api.nodes()).some((node) => node.id === edge.id))
    const exit = await within('the node gives up', 5_000, edge.program.exited)
    expect(exit.code).toBe(exitCode.refused)
    expect(edge.program.all_output).toMatch(/evicted|removed|no longer/i)
    await expect(edge.restart()).rejects.toThrow()
    await origin.kill()
    await origin.restart()
    await expect(edge.restart()).rejects.toThrow()
    expect((await origin.api.nodes()).some((node) => node.id === edge.id)).toBe(false)
    expect((await origin.api.activity()).map((activity) => activity.type)).toContain('node.evicted')
    rmSync(join(edge.ready.data_dir, 'identity'), { recursive: true })
    await expect(edge.restart()).rejects.toThrow(/token/)
  }, 60_000)

  test('its credential is answered with 410', async () => {
    await using origin = await OriginProgram.start({ settings: { own_node: false } })
    const identity = await enrol(origin, 'gone')
    await origin.api.request('DELETE', `/api/v1/nodes/${identity.node_id}`)
    await expect(ChannelClient.open(origin, identity.credential)).rejects.toThrow(/410/)
  })
})

describe('row 20: an enrollment token', () => {
  test('replayed, expired, revoked or of another cluster is refused by name, and lets nobody in', async () => {
    await using origin = await OriginProgram.start({ settings: { own_node: false } })
    await using abroad = await OriginProgram.start({ settings: { own_node: false } })
    const used = await origin.api.createEnrollmentToken()
    const short = await origin.api.createEnrollmentToken({ ttl_ms: 60_000 })
    const revoked = await origin.api.createEnrollmentToken()
    const foreign = await abroad.api.createEnrollmentToken()
    expect((await requestEnrolment(origin, 'first', used.token)).ok).toBe(true)
    await origin.api.request('DELETE', `/api/v1/enrollment-tokens/${revoked.id}`)
    await origin.kill()
    await origin.restart({ clock: '+2m' })
    const codes: string[] = []
    for (const { token } of [used, short, revoked, foreign]) {
      const answer = await requestEnrolment(origin, 'again', token)
      expect([401, 403, 409, 410]).toContain(answer.status)
      codes.push((await errorOf(answer)).code)
    }
    expect(codes).toEqual([
      'enrollment_token_usage_exceeded',
      'enrollment_token_expired',
      'enrollment_token_revoked',
      'enrollment_token_unknown',
    ])
    expect((await origin.api.nodes()).map(({ name }) => name)).toEqual(['first'])
  })

  test(`lets exactly one in of ${AT_ONCE} who come with it at the same instant, and the others hear that it is used`, async () => {
    await using origin = await OriginProgram.start({ settings: { own_node: false } })
    const { token } = await origin.api.createEnrollmentToken()
    const names = Array.from({ length: AT_ONCE }, (_, nth) => `twin-${nth}`)
    const answers = await Promise.all(names.map((name) => requestEnrolment(origin, name, token)))
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1)
    const codes = await Promise.all(answers.filter(({ ok }) => !ok).map(async (answer) => (await errorOf(answer)).code))
    // So many from one address are slowed down, too, which lets nobody in either.
    for (const code of codes) expect(['enrollment_token_usage_exceeded', 'too_many_attempts']).toContain(code)
    expect(codes).toContain('enrollment_token_usage_exceeded')
    expect(await origin.api.nodes()).toHaveLength(1)
    await using late = await tempDir()
    const args = nodeArguments(join(late.path, 'late'), { origin: origin.ready.url, name: 'late' })
    const { code, errors, output } = await runHeadwater([...args, '--token-file', '-'], { input: token })
    expect(code).toBe(exitCode.refused)
    expect(errors + output).toMatch(/used|too many/i)
  })
})
