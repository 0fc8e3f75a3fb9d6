import { afterAll, beforeAll, expect, test } from 'vitest'
import { problemOf } from '#contract/problem.ts'
import { exitCode } from '#contract/program-output.ts'
import { TestingOrigin } from './testing-origin.ts'

const refused = problemOf(409, {
  ...{ code: 'node_not_found', message: 'there is no node x', status: 409, request_id: 'r1' },
  details: { hint: 'GET lists all.' },
})

let asked: { route: string; body: unknown }[] = []
const origin = new TestingOrigin()
beforeAll(async () => {
  await origin.listen()
  origin.answers = (route, body) => {
    asked.push({ route, body })
    return route.endsWith('/refused') ? refused : { said: "it's" }
  }
})
afterAll(() => origin[Symbol.asyncDispose]())

async function typed(command: string) {
  asked = []
  const { said, code } = await origin.typed(`headwater ${command}`)
  return { asked, said, code }
}

test('what the panel prints does what the button does, and the answer is printed', async () => {
  // As parts/call-command.ts of the panel quotes it.
  const printed = String.raw`api POST /api/v1/nodes/x/drain --data '{"reason":"it'\''s old","deadline_ms":900000}'`
  expect(await typed(printed)).toEqual({
    asked: [{ route: 'POST /api/v1/nodes/x/drain', body: { reason: "it's old", deadline_ms: 900_000 } }],
    said: `${JSON.stringify({ data: { said: "it's" }, error: null }, null, 2)}\n`,
    code: exitCode.ok,
  })
  expect((await typed('api delete /api/v1/stream-keys/k')).asked).toEqual([
    { route: 'DELETE /api/v1/stream-keys/k', body: {} },
  ])
  expect((await typed(`api GET '/api/v1/activity?text=edge-1&limit=5'`)).asked).toEqual([
    { route: 'GET /api/v1/activity', body: undefined },
  ])
})

test('a refusal is told in words, with what to do', async () => {
  const { said, code } = await typed('api POST /api/v1/refused')
  expect(said).toBe('there is no node x\nGET lists all.\n(node_not_found)\n')
  expect(code).toBe(exitCode.failed)
})

test('what is typed wrong is said before anything is asked, and nothing of what may be a secret is repeated', async () => {
  const wrong = await typed(`api POST /api/v1/x --data '{password: hunter2'`)
  expect(wrong).toMatchObject({ asked: [], code: exitCode.usage })
  expect(wrong.said).toMatch(/--data is no JSON/)
  expect(wrong.said).not.toContain('hunter2')
  expect((await typed(`api GET /api/v1/x --data '{}'`)).said).toMatch(/GET sends no --data/)
  await expect(typed('api FETCH /api/v1/x')).rejects.toThrow(/one of GET/)
  await expect(typed('api GET nodes')).rejects.toThrow(/begins with \/api\//)
})
