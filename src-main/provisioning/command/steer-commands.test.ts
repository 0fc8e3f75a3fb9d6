import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { provisioningRunSchema, resumeRunSchema, undoRunSchema } from '#contract/provisioning-run.ts'
import { TestingOrigin, testRun } from './testing-origin.ts'

const ID = testRun.id
const FINGERPRINT = `SHA256:${'a'.repeat(43)}`
const box = { host: 'fe80::1%eth0', port: 2222, user: 'ops' }
const failed = { ...testRun, ...box, state: 'failed' }
const key = '-----BEGIN OPENSSH PRIVATE KEY-----\n'

const folder = mkdtempSync(join(tmpdir(), 'headwater-steer-'))
const key_file = join(folder, 'key')
/** What the origin was asked, after the run was looked at. */
let asked: unknown
let route = ''
const origin = new TestingOrigin()
beforeAll(async () => {
  writeFileSync(key_file, key)
  await origin.listen()
  origin.answers = (of, body) => {
    if (of.startsWith('GET ')) return failed
    route = of
    asked = body
    return { ...failed, state: 'succeeded' }
  }
})
beforeEach(() => {
  asked = undefined
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await origin[Symbol.asyncDispose]()
})

/** Types it with these lines on standard input. */
async function typedWith(lines: readonly string[], command: string) {
  const stdin = Readable.from([lines.map((line) => `${line}\n`).join('')])
  const spy = vi.spyOn(process, 'stdin', 'get').mockReturnValue(stdin as never)
  try {
    return await origin.typed(command)
  } finally {
    spy.mockRestore()
  }
}

test.each(['resume', 'undo'])('%s without a login uses what the origin has', async (verb) => {
  const { code, said } = await origin.typed(`headwater edge ${verb} ${ID}`)
  expect([asked, code], said).toEqual([{}, 0])
  expect(route).toBe(`POST /api/v1/provisioning-runs/${ID}/${verb}`)
})

test.each([
  ['resume', resumeRunSchema],
  ['undo', undoRunSchema],
] as const)(
  '%s with a key logs in to the machine of the run as its user, and gives sudo the password',
  async (verb, schema) => {
    const jump = '--jump hop@bastion.example.com'
    const { code, said } = await typedWith(
      ['the passphrase', 'for sudo'],
      `headwater edge ${verb} ${ID} --key ${key_file} ${jump} --passphrase-stdin --password-stdin`,
    )
    expect(code, said).toBe(0)
    expect(schema.parse(asked).target).toMatchObject({
      ...{ ...box, private_key: key, passphrase: 'the passphrase', password: 'for sudo', agent: false },
      jump: [{ host: 'bastion.example.com', user: 'hop', private_key: key }],
    })
  },
)

test('another user and the agent are taken, at the machine that is named', async () => {
  await origin.typed(
    `headwater edge undo ${ID} --login root@10.0.0.9 --agent --port 22 --accept-host-key ${FINGERPRINT}`,
  )
  expect(undoRunSchema.parse(asked).target).toMatchObject({
    ...{ host: '10.0.0.9', port: 22, user: 'root', agent: true, host_key_fingerprint: FINGERPRINT },
  })
})

test('resume takes a compared host key beside the login or alone, and what was warned of', async () => {
  await origin.typed(`headwater edge resume ${ID} --accept-host-key ${FINGERPRINT} --accept-warnings`)
  expect(asked).toEqual({ host_key_fingerprint: FINGERPRINT, accept_warnings: true })
  await typedWith(['secret'], `headwater edge resume ${ID} --accept-host-key ${FINGERPRINT} --password-stdin`)
  expect(resumeRunSchema.parse(asked)).toMatchObject({
    ...{ host_key_fingerprint: FINGERPRINT, target: { ...box, password: 'secret', host_key_fingerprint: null } },
  })
})

test.each([
  [`undo ${ID} --accept-host-key ${FINGERPRINT}`, '--accept-host-key is no login by itself'],
  [`resume ${ID} --jump hop@bastion`, '--jump is no login by itself'],
  [`resume ${ID} --login root@10.0.0.9`, '--login is no login by itself'],
  [`undo ${ID} --key ${folder}/none`, 'cannot be read'],
])('%s is refused: %s', async (command, why) => {
  const { said, code } = await origin.typed(`headwater edge ${command}`)
  expect(asked).toBeUndefined()
  expect([code, said]).toEqual([64, expect.stringContaining(why)])
})

test('what a run waits for is told with the flags that answer it; --detach does not wait', async () => {
  const run = provisioningRunSchema.parse({
    ...{ ...failed, state: 'waiting', waiting_for: { what: 'credentials', text: 'Give it again.', host_key: null } },
  })
  const before = origin.answers
  origin.answers = () => run
  const waits = await origin.typed(`headwater edge resume ${ID}`)
  expect([waits.code, waits.said]).toEqual([75, expect.stringContaining(`edge resume ${ID} --key FILE`)])
  const left = await origin.typed(`headwater edge undo ${ID} --detach`)
  expect([left.code, left.said]).toEqual([0, `${ID}\n`])
  origin.answers = before
})
