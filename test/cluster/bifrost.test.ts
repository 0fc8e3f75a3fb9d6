import { afterAll, beforeAll, expect, test } from 'vitest'
import { OriginProgram } from '../harness/origin-program.ts'
import { waitFor } from '../harness/wait-for.ts'

let origin: OriginProgram
beforeAll(async () => {
  origin = await OriginProgram.start()
})
afterAll(() => origin?.[Symbol.asyncDispose]())

const get = async (path: string) => {
  const answer = await fetch(`${origin.ready.url}${path}`)
  return { status: answer.status, body: (await answer.json()) as unknown }
}

test('B-15: /cluster/status counts members without asking who wants to know', async () => {
  const status = async () => (await get('/cluster/status')).body
  await waitFor('the own node to be alive', async () => JSON.stringify(await status()).includes('"HEALTHY"'))
  expect(await status()).toEqual({
    local_node: expect.any(String),
    members: 1,
    healthy_members: 1,
    cluster_health: 'HEALTHY',
  })
})

test('B-16: /health and /ready answer on the origin and on its node', async () => {
  expect(await get('/health')).toEqual({ status: 200, body: { status: 'ok' } })
  expect(await get('/ready')).toEqual({ status: 200, body: { status: 'ready' } })
  const { media_port } = origin.own_node
  for (const path of ['/health', '/ready']) {
    expect((await fetch(`http://127.0.0.1:${media_port}${path}`)).status).toBe(200)
  }
})
