import { afterAll, beforeAll, expect, test } from 'vitest'
import { sshTargetSchema } from '#contract/provisioning.ts'
import { type NewRun, newRunSchema, runKindSchema } from '#contract/provisioning-run.ts'
import { commandOf } from '../runs/run-command.ts'
import { requestOf } from '../runs/stored-run.ts'
import { NODE, TestingOrigin, testNode, testRun } from './testing-origin.ts'

const FINGERPRINT = `SHA256:${'a'.repeat(43)}`
const kept = sshTargetSchema.parse({ host: '10.0.0.11', user: 'ops', password: 'kept for the node' })
const jump = [
  { host: 'bastion.example.com', user: 'hop', agent: true },
  { host: 'fd00::7', port: 2222, user: 'hop', agent: true },
]
const login = {
  ...{ host: 'fe80::1%eth0', port: 2222, user: 'ops', agent: true, jump },
  host_key_fingerprint: FINGERPRINT,
}

/** What the origin was asked to begin. */
let begun: unknown
const origin = new TestingOrigin()
beforeAll(async () => {
  await origin.listen()
  origin.answers = (route, body) => {
    if (route === 'GET /api/v1/nodes') return { items: [testNode] }
    begun = body
    return testRun
  }
})
afterAll(() => origin[Symbol.asyncDispose]())

async function typed(command: string, ...more: readonly string[]) {
  begun = undefined
  const { said, code } = await origin.typed(command, ...more)
  return { asked: begun, said, code }
}

const printed = (asked: NewRun) =>
  commandOf(requestOf(asked), {
    target: asked.target ?? kept,
    is_given: asked.target !== undefined,
    node_name: 'node_id' in asked && asked.node_id !== undefined ? 'edge-1' : null,
  })

const cases: Parameters<typeof newRunSchema.parse>[0][] = [
  { kind: 'provision', target: login, node: { name: 'edge-1' } },
  {
    kind: 'provision',
    target: { host: '10.0.0.11', user: 'ops', agent: true },
    node: {
      ...{ name: 'edge-1', region: "l'ouest de Paris", form: 'service', rtmp_port: 80, media_port: 443 },
      ...{ advertise_address: 'fd00::9', origin_url: 'https://origin.example.com/', firewall: 'open' },
      ...{ pull_image: 'registry.example.com/node:2', accept_warnings: false },
    },
    keep_login: false,
  },
  { kind: 'adopt', target: login },
  { kind: 'adopt', node_id: NODE, keep_login: false },
  { kind: 'adopt', node_id: NODE, target: login },
  { kind: 'upgrade', node_id: NODE },
  { kind: 'upgrade', node_id: NODE, target: login, pull_image: 'node:2', drain_deadline_ms: 0 },
  {
    kind: 'reconfigure',
    node_id: NODE,
    node: {
      ...{ name: 'edge-2', region: 'eu', rtmp_port: 1936, media_port: 80, advertise_address: 'a.example.com' },
      ...{ origin_url: 'https://origin.example.com/', firewall: 'open' },
    },
    drain_deadline_ms: null,
  },
  { kind: 'reconfigure', node_id: NODE, node: { region: null, advertise_address: null, origin_url: null } },
  { kind: 'restart', node_id: NODE, drain_deadline_ms: 90_000 },
  { kind: 'rotate_identity', node_id: NODE, target: login },
  { kind: 'diagnostics', node_id: NODE },
  { kind: 'decommission', node_id: NODE, confirm: 'edge-1' },
]

test('every kind of run is among those whose command is tried', () => {
  expect(new Set(cases.map((one) => newRunSchema.parse(one).kind))).toEqual(new Set(runKindSchema.options))
})

test.each(cases.map((one) => [printed(newRunSchema.parse(one)), one] as const))(
  '%s begins the same run',
  async (command, one) => {
    const wanted = newRunSchema.parse(one)
    const sure = wanted.kind === 'decommission' ? ['--yes'] : []
    const { asked, said, code } = await typed(command, ...sure, '--detach')
    expect(newRunSchema.parse(asked), said).toEqual(wanted)
    expect([code, said]).toEqual([0, `${testRun.id}\n`])
  },
)

test.each([
  ['headwater edge decommission edge-1', 'give --yes'],
  ['headwater edge upgrade', 'Name a node, or give --all.'],
  ['headwater edge upgrade edge-1 --all', 'Name a node, or give --all.'],
  ['headwater edge upgrade edge-1 --at-once 2', '--at-once goes with --all.'],
  ['headwater edge upgrade --all --login ops@10.0.0.1', '--login is of one node'],
  ['headwater edge restart edge-1 --agent', '--agent goes with --login USER@HOST'],
  ['headwater edge restart ops@10.0.0.1', 'There is no node ops@10.0.0.1. Its name is asked for here'],
  ['headwater edge reconfigure edge-1', 'Say what is to be another'],
  ['headwater edge adopt edge-7', 'There is no node edge-7.'],
  ['headwater edge adopt ops@10.0.0.1 --login ops@10.0.0.1', 'Give the login once'],
])('%s is refused: %s', async (command, why) => {
  const { asked, said, code } = await typed(command)
  expect(asked).toBeUndefined()
  expect([code, said]).toEqual([64, expect.stringContaining(why)])
})
