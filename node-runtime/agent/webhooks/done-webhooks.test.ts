import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type AccessPolicy, accessPolicySchema } from '#contract/access-policy.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import { type WebhookResult, webhookBodySchema } from '#contract/webhook.ts'
import { Listeners } from '../../media/listeners.ts'
import type { StreamEvents } from '../../media/stream-directory.ts'
import { DoneWebhooks } from './done-webhooks.ts'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function open(answer: (response: ServerResponse, time: number) => void, waits_ms = [0, 5, 5]) {
  const heard: string[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    heard.push(body)
    answer(response, heard.length)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const at = '2026-11-26T15:00:00.000Z'
  const policy: AccessPolicy = accessPolicySchema.parse({
    ...{ id: crypto.randomUUID(), revision: 1, created_at: at, updated_at: at, updated_by: 'operator:owner' },
    pattern: 'live/*',
    rules: { on_done_url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, webhook_timeout_ms: 300 },
  })
  const results: WebhookResult[] = []
  const events = new Listeners<StreamEvents>()
  const webhooks = new DoneWebhooks({
    node_id: '3f2a91c0-8f7c-4f2e-9a51-0d6a3a0f7b11' as NodeId,
    directory: { on: (event, listener) => events.on(event, listener) },
    policyOf: (path) => (path.startsWith('live/') ? policy : null),
    keys: () => [],
    networks: () => ['127.0.0.0/8'],
    onResult: (_policy, result) => results.push(result),
    log: pino({ level: 'silent' }),
    waits_ms,
  })
  stops.push(() => webhooks.stop())
  const end = (path: string, kind = 'publisher', event: 'ended' | 'left' = 'ended') => {
    const origin = { kind, protocol: 'rtmp', encoder: null, address: '203.0.113.7' }
    const stream = { path: path as StreamPath, session_id: `session of ${path}`, origin }
    events.emit(event, stream as never, 'The publisher has ended it.')
  }
  return { webhooks, heard, results, end }
}

describe('the webhook on_done', () => {
  test('is told once of each session of a publisher that is over, and of no relay', async () => {
    const { heard, results, end, webhooks } = await open((response) => response.end())
    end('live/a')
    end('live/moved', 'publisher', 'left')
    end('live/pulled', 'relay')
    end('other/a')
    await vi.waitFor(() => expect(results).toHaveLength(2))
    const [first] = heard
      .map((text) => webhookBodySchema.parse(JSON.parse(text)))
      .sort((a, b) => a.stream.localeCompare(b.stream))
    expect(first).toMatchObject({
      ...{ action: 'on_done', stream: 'live/a', session_id: 'session of live/a', address: '203.0.113.7' },
      ...{ protocol: 'rtmp', reason: 'The publisher has ended it.' },
    })
    expect(results.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual(['on_done yes', 'on_done yes'])
    await vi.waitFor(() => expect(webhooks.kept).toBe(0))
  })

  test('is tried again where nobody answers or all is busy, and not where it says that this is wrong', async () => {
    const busy = await open((response, time) => response.writeHead(time < 3 ? 503 : 200).end())
    busy.end('live/a')
    await vi.waitFor(() => expect(busy.results.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'yes']))
    const wrong = await open((response) => response.writeHead(404).end())
    wrong.end('live/a')
    await vi.waitFor(() => expect(wrong.results).toMatchObject([{ outcome: 'no', detail: '404' }]))
    const silent = await open(() => undefined)
    silent.end('live/a')
    await vi.waitFor(() => expect(silent.results).toHaveLength(3), 5_000)
    expect(silent.results.at(-1)).toMatchObject({ outcome: 'failed', detail: 'no answer within 0.3 s' })
    await vi.waitFor(() => expect(silent.webhooks.kept).toBe(0))
  })

  test('keeps no more than so many, and a node that stops does not wait for it', async () => {
    const { webhooks, heard, results, end } = await open(() => undefined, [0, 60_000])
    for (let number = 0; number < 300; number++) end(`live/${number}`)
    expect(results.filter(({ detail }) => detail.includes('others wait'))).toHaveLength(300 - 256)
    expect(webhooks.kept).toBe(256)
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(0))
    const began = performance.now()
    await webhooks.stop()
    expect(performance.now() - began).toBeLessThan(4_000)
    await vi.waitFor(() => expect(webhooks.kept).toBe(0))
  })
})
