import { execFileSync } from 'node:child_process'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Command } from 'commander'
import { vi } from 'vitest'
import { type Node, nodeSchema } from '#contract/node.ts'
import { type ProvisioningRun, provisioningRunSchema } from '#contract/provisioning-run.ts'
import { registerEdgeCommands } from '../check-command.ts'
import { registerApiCommand } from './api-command.ts'
import { registerRunCommands } from './run-commands.ts'

export const NODE = '5f0c1f5e-8f7c-4f2e-9a51-0d6a3a0f7b11'
const at = '2026-11-26T14:44:56.971Z'

export const testNode: Node = nodeSchema.parse({
  ...{
    id: NODE,
    cluster_id: 'main',
    name: 'edge-1',
    is_origin: false,
    region: null,
    version: '1.0.0',
    endpoints: null,
  },
  ...{ relay_fingerprint: 'a'.repeat(64), registration: 'registered', load: null, host: null, epoch: 1, drain: null },
  mode: {
    ...{
      value: 'normal',
      set_by: 'origin',
      reason: null,
      set_at: at,
      deadline_at: null,
      drained_at: null,
      revision: 0,
    },
  },
  liveness: {
    ...{ state: 'alive', since: at, last_seen_at: at, missed: 0, heartbeat_interval_ms: 5_000, clock_skew_ms: null },
    ...{ heartbeat_rtt_ms: null, flapping: false, stale: false, channel_open: true },
  },
  ...{ routable: true, routable_reasons: [], created_at: at },
})

export const testRun: ProvisioningRun = provisioningRunSchema.parse({
  ...{ id: '4c0f6a0e-7d1b-4f0a-9a55-1f6f3f9f2c11', kind: 'restart', host: 'x', port: 22, user: 'ops', node_id: null },
  ...{ node_name: null, form: null, state: 'queued', waiting_for: null, steps: [], report: null, from_version: null },
  ...{ to_version: null, command: '', actor: 'x', created_at: at, updated_at: at, ended_at: null, files: [] },
})

/** What an origin answers: data, or a refusal. @param body undefined: there was none */
type Answers = (route: string, body: unknown) => object

/** The API of an origin as the command line needs it, and the command line at it. */
export class TestingOrigin implements AsyncDisposable {
  answers: Answers = () => ({})
  readonly #server = createServer(async (request, response) => {
    const text = await bodyOf(request)
    const path = (request.url ?? '').replace(/\?.*/, '')
    const data = this.answers(`${request.method} ${path}`, text === '' ? undefined : JSON.parse(text))
    const is_problem = 'error' in data
    response.statusCode = is_problem ? 409 : 200
    response.end(JSON.stringify(is_problem ? data : { data, error: null }))
  })

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  /** Types a command, as a shell reads it, with nobody at the terminal. @returns what was printed, and the exit code */
  async typed(command: string, ...more: readonly string[]): Promise<{ said: string; code: unknown }> {
    const words = execFileSync('sh', ['-c', `set -- ${command}; printf '%s\\0' "$@"`], { encoding: 'utf8' })
    const program = new Command('headwater').exitOverride()
    const url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
    const local = () => ({ url, api_key: 'key', end: () => undefined })
    registerRunCommands(registerEdgeCommands(program), local)
    registerApiCommand(program, local)
    let said = ''
    const write = (text: string | Uint8Array) => {
      said += String(text)
      return true
    }
    const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation(write))
    const before = process.exitCode
    try {
      await program.parseAsync([...words.split('\0').slice(1, -1), ...more], { from: 'user' })
      return { said, code: process.exitCode }
    } finally {
      for (const spy of spies) spy.mockRestore()
      process.exitCode = before
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
