import { randomBytes } from 'node:crypto'
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { enrollmentTokenInfoSchema } from '#contract/enrollment.ts'
import { exitCode } from '#contract/program-output.ts'
import { requestEnrolment } from '../harness/channel-client.ts'
import { runHeadwater } from '../harness/headwater-command.ts'
import { NodeProgram, nodeArguments } from '../harness/node-program.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { waitFor } from '../harness/wait-for.ts'

describe('joining a cluster', () => {
  let origin: OriginProgram
  beforeAll(async () => {
    origin = await OriginProgram.start()
  })
  afterAll(() => origin?.[Symbol.asyncDispose]())

  const errorOf = async (answer: Response) =>
    ((await answer.json()) as { error: { code: string; message: string } }).error

  test('two edges join and are alive, each with its own identity, which nobody else on the machine can read', async () => {
    await using one = await NodeProgram.start(origin, { name: 'edge-one' })
    await using two = await NodeProgram.start(origin, { name: 'edge-two' })
    const nodes = await waitFor('three nodes alive', async () => {
      const known = await origin.api.nodes()
      return known.filter((node) => node.liveness.state === 'alive').length === 3 && known
    })
    expect(nodes.filter((node) => node.is_origin)).toHaveLength(1)
    expect(nodes.map((node) => node.name)).toEqual(expect.arrayContaining(['edge-one', 'edge-two']))
    expect(new Set(nodes.map((node) => node.relay_fingerprint)).size).toBe(3)
    for (const node of nodes) expect(node).toMatchObject({ registration: 'registered', routable: true, epoch: 1 })
    for (const program of [one, two]) {
      expect(statSync(join(program.ready.data_dir, 'identity')).mode & 0o077).toBe(0)
    }
    await waitFor('host metrics', async () => {
      const node = await origin.api.node(one.id)
      return (node.host?.cpu_cores ?? 0) > 0 && (node.load?.memory_total_bytes ?? 0) > 0
    })
  })

  test('a token bound to networks and names lets in who keeps to them, and every refusal is in the activity log', async () => {
    const away = await origin.api.createEnrollmentToken({ networks: ['192.0.2.0/24'] })
    const here = await origin.api.createEnrollmentToken({ networks: ['127.0.0.0/8', '::1/128'], node_names: 'bound-*' })
    const refused = await requestEnrolment(origin, 'bound-1', away.token)
    expect(refused.status).toBe(403)
    expect(await errorOf(refused)).toMatchObject({ code: 'enrollment_token_wrong_address' })
    const misnamed = await requestEnrolment(origin, 'other', here.token)
    expect(await errorOf(misnamed)).toMatchObject({ code: 'enrollment_token_wrong_name' })
    expect((await requestEnrolment(origin, 'bound-1', here.token)).ok).toBe(true)
    const log = await origin.api.activity()
    expect(log.filter(({ type }) => type === 'enrollment_token.refused').map(({ data }) => data.code)).toEqual(
      expect.arrayContaining(['enrollment_token_wrong_address', 'enrollment_token_wrong_name']),
    )
    expect(log.find(({ type }) => type === 'enrollment_token.used')?.message).toMatch(/was used by bound-1 at 127/)
    const bad = await origin.api.refusal('POST', '/api/v1/enrollment-tokens', { body: { networks: ['10.0.0.0'] } })
    expect(bad).toMatchObject({ status: 400, message: expect.stringMatching(/networks/) })
  })

  test('a token with three uses lets three in and no fourth', async () => {
    const { token } = await origin.api.createEnrollmentToken({ usage_limit: 3 })
    const names = ['multi-1', 'multi-2', 'multi-3', 'multi-4', 'multi-5']
    const answers = await Promise.all(names.map((name) => requestEnrolment(origin, name, token)))
    expect(answers.filter((answer) => answer.ok)).toHaveLength(3)
  })

  test('a revoked token is refused as revoked, an unknown one as unknown, in words', async () => {
    const { id, token } = await origin.api.createEnrollmentToken()
    const revoked = await origin.api.call('DELETE', `/api/v1/enrollment-tokens/${id}`, enrollmentTokenInfoSchema)
    expect(revoked.state).toBe('revoked')
    expect(await errorOf(await requestEnrolment(origin, 'nobody', token))).toMatchObject({
      code: 'enrollment_token_revoked',
    })
    const unknown = `enroll_${randomBytes(32).toString('base64url')}`
    expect(await errorOf(await requestEnrolment(origin, 'nobody', unknown))).toMatchObject({
      code: 'enrollment_token_unknown',
    })
    const garbage = await requestEnrolment(origin, 'nobody', 'enroll_short')
    expect(garbage.status).toBe(400)
    expect(JSON.stringify(await errorOf(garbage))).toContain('token')
  })

  test('a node joins by a cluster token with a credential of its own, and one that was removed does not come back by it', async () => {
    const made = z.object({ id: z.uuid(), token: z.string() })
    const { id, token } = await origin.api.call('POST', '/api/v1/cluster-tokens', made, { body: { name: 'boxes' } })
    await using edge = await NodeProgram.start(origin, { name: 'by-cluster-token', token })
    await waitFor('it is alive', async () => (await origin.api.node(edge.id)).liveness.state === 'alive')
    expect(await origin.api.node(edge.id)).toMatchObject({ registration: 'registered', is_origin: false })
    // The token is good for joining alone.
    const asked = await fetch(`${origin.ready.url}/api/v1/nodes`, { headers: { authorization: `Bearer ${token}` } })
    expect(asked.status).toBe(401)
    expect((await requestEnrolment(origin, 'by-cluster-token', token)).status).toBe(409)

    const evicted = await origin.api.request('DELETE', `/api/v1/nodes/${edge.id}`)
    expect(evicted.ok).toBe(true)
    const back = await requestEnrolment(origin, 'by-cluster-token', token)
    expect([back.status, (await errorOf(back)).code]).toEqual([403, 'node_gone'])
    const removed = await origin.api.request('DELETE', `/api/v1/cluster-tokens/${id}`)
    expect(removed.ok).toBe(true)
    expect(await errorOf(await requestEnrolment(origin, 'late', token))).toMatchObject({ code: 'joining_disabled' })
  })

  test('a mistyped token ends `node run` with the reason and an exit code of its own', async () => {
    await using home = await tempDir()
    const start = nodeArguments(join(home.path, 'n'), { origin: origin.ready.url, name: 'typo' })
    const garbage = await runHeadwater([...start, '--token', 'enroll_copied-half'])
    expect([exitCode.refused, exitCode.usage, exitCode.config]).toContain(garbage.code)
    expect(garbage.errors + garbage.output).toMatch(/token/)
    const none = await runHeadwater(start)
    expect([exitCode.refused, exitCode.usage, exitCode.config]).toContain(none.code)
    expect(none.errors + none.output).toMatch(/token/)
  })

  test('the list of tokens shows how far each is used and never the token', async () => {
    const { token, id } = await origin.api.createEnrollmentToken({ name: 'for the list' })
    await requestEnrolment(origin, 'listed', token)
    const answer = await origin.api.request('GET', '/api/v1/enrollment-tokens')
    const text = await answer.text()
    expect(text).not.toContain(token)
    const list = z.object({ data: z.object({ items: z.array(enrollmentTokenInfoSchema) }) }).parse(JSON.parse(text))
    expect(list.data.items.find((item) => item.id === id)).toMatchObject({ state: 'consumed', usage_count: 1 })
  })

  test('a node restarts as the same node, and a wiped one must enrol again', async () => {
    await using node = await NodeProgram.start(origin, { name: 'comes-back' })
    const { id } = node
    await node.kill()
    await node.restart()
    expect(node.id).toBe(id)
    const again = await waitFor('alive again', async () => {
      const seen = await origin.api.node(id)
      return seen.liveness.state === 'alive' && seen.epoch === 2 && seen
    })
    expect(again.name).toBe('comes-back')
    await node.kill()
    rmSync(node.ready.data_dir, { recursive: true })
    await expect(node.restart()).rejects.toThrow(/token/)
  })
})
