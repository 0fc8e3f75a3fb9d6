import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import { type AccessPolicy, accessPolicySchema } from '#contract/access-policy.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import { type WebhookResult, webhookBodySchema, webhookUrlSchema } from '#contract/webhook.ts'
import { NetworkList } from '../network-list.ts'
import { isInward, postWebhook } from './webhook-request.ts'
import { Webhooks } from './webhooks.ts'

const KEY = `sign_${'k'.repeat(43)}`
const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** A server that is asked; what it heard. */
async function startDouble(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const heard: { readonly body: string; readonly signature: string | undefined }[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
    const signature = request.headers['headwater-signature']
    heard.push({ body: Buffer.concat(parts).toString(), signature: signature?.toString() })
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  stops.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ask`, heard }
}

function asker(url: string, rules: object = {}, networks = ['127.0.0.0/8']) {
  const results: WebhookResult[] = []
  const webhooks = new Webhooks({
    node_id: '3f2a91c0-8f7c-4f2e-9a51-0d6a3a0f7b11' as NodeId,
    keys: () => [KEY],
    networks: () => networks,
    onResult: (_policy, result) => results.push(result),
    log: pino({ level: 'silent' }),
  })
  const at = '2026-11-26T15:00:00.000Z'
  const facts = { id: crypto.randomUUID(), revision: 1, created_at: at, updated_at: at, updated_by: 'operator:owner' }
  const policy: AccessPolicy = accessPolicySchema.parse({
    ...facts,
    pattern: '*',
    rules: { on_play_url: url, ...rules },
  })
  const ask = (query = '', address = '203.0.113.7') =>
    webhooks.refusal('on_play', policy, {
      ...{ path: 'live/test' as StreamPath, protocol: 'flv', address, referrer: null, query },
    })
  return { ask, results }
}

describe('a webhook', () => {
  test('hears who wants what, signed with its time, and not the keys of streams', async () => {
    const double = await startDouble((_request, response) => response.writeHead(204).end())
    const { ask, results } = asker(double.url)
    expect(await ask(`user=7&token=t&key=stream_${'x'.repeat(43)}&hop=a&session=abcdefgh`)).toBeNull()
    const [heard] = double.heard
    const body = webhookBodySchema.parse(JSON.parse(heard?.body ?? ''))
    expect(body).toMatchObject({
      action: 'on_play',
      app: 'live',
      name: 'test',
      address: '203.0.113.7',
      protocol: 'flv',
    })
    expect([body.query, body.session_id]).toEqual([{ user: '7', token: 't' }, 'abcdefgh'])
    const [, t = '', v1 = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(heard?.signature ?? '') ?? []
    expect(v1).toBe(createHmac('sha256', KEY).update(`${t}.${heard?.body}`).digest('hex'))
    expect(results).toMatchObject([{ outcome: 'yes', detail: '204' }])
  })

  test('is asked once for a client and a wish, for a while', async () => {
    const double = await startDouble((_request, response) => response.end('ok'))
    const { ask } = asker(double.url)
    await Promise.all([ask('a=1'), ask('a=1'), ask('a=1')])
    await ask('a=1')
    expect(double.heard).toHaveLength(1)
    await ask('a=2')
    await ask('a=1', '203.0.113.8')
    expect(double.heard).toHaveLength(3)
  })

  test('that says no gives its reason to operators; a redirect is a no, and not followed', async () => {
    const double = await startDouble((request, response) => {
      if (request.url === '/ask') response.writeHead(403).end('{"reason":"not paid"}')
      else response.writeHead(302, { location: '/elsewhere' }).end()
    })
    expect(await asker(double.url).ask()).toBe('403: not paid')
    expect(await asker(`${double.url}?moved`).ask()).toBe('302')
    expect(double.heard).toHaveLength(2)
  })

  test.each([
    ['refuse', /no answer within 0.1 s/],
    ['allow', null],
  ])('that is silent counts as its policy says: %s', async (webhook_on_failure, why) => {
    const double = await startDouble(() => undefined)
    const { ask, results } = asker(double.url, { webhook_timeout_ms: 100, webhook_on_failure })
    const refusal = await ask()
    if (why === null) expect(refusal).toBeNull()
    else expect(refusal).toMatch(why)
    expect(results).toMatchObject([{ outcome: 'failed' }])
  })

  test('of many at once are asked in turn, and too many are refused', async () => {
    const double = await startDouble(() => undefined)
    const { ask } = asker(double.url, { webhook_timeout_ms: 1_000 })
    const all = await Promise.all(Array.from({ length: 300 }, (_, number) => ask(`n=${number}`)))
    expect(all.filter((refusal) => refusal?.includes('others wait'))).toHaveLength(300 - 16 - 256)
    // Those whose turn came as the first ones ran out are few.
    expect(double.heard.length).toBeLessThan(64)
  })
})

describe('a webhook that points inward (row 30)', () => {
  test.each([
    ...[
      '127.0.0.1',
      '10.1.2.3',
      '172.31.0.1',
      '192.168.0.1',
      '169.254.169.254',
      '0.0.0.0',
      '100.64.0.1',
      '255.255.255.255',
    ],
    ...[
      '224.0.0.1',
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '::7f00:1',
      'fe80::1',
      'fd00::1',
      'fc00::1',
      'ff02::1',
    ],
    ...['64:ff9b::a9fe:a9fe', '2002:7f00:1::', '2001:db8::1', 'fec0::1'],
  ])('%s is inward', (address) => {
    expect(isInward(address)).toBe(true)
  })

  test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111'])('%s is not', (address) => {
    expect(isInward(address)).toBe(false)
  })

  test.each([
    ...['http://127.0.0.1:1/', 'http://2130706433/', 'http://0x7f.1/', 'http://[::1]/', 'http://[::ffff:127.0.0.1]/'],
    ...['http://169.254.169.254/latest/meta-data', 'http://localhost:1/', 'https://10.0.0.1/', 'http://0/'],
  ])('%s is not asked unless its network is allowed', async (url) => {
    const refused = await asker(url, {}, []).ask()
    expect(refused).toMatch(/inward address|ENOTFOUND|EAI_AGAIN/)
  })

  test('is not even taken in another form than http and https without credentials', () => {
    for (const url of ['file:///etc/passwd', 'gopher://x/', 'http://user:pass@x.example/', 'x', 'javascript:1'])
      expect([url, webhookUrlSchema.safeParse(url).success]).toEqual([url, false])
  })

  test('goes to the address that was looked at, and reads little of its answer', async () => {
    const double = await startDouble((_request, response) => {
      response.writeHead(200)
      const more = () => {
        while (response.write('x'.repeat(65_536)));
      }
      response.on('drain', more)
      more()
    })
    const allowed = new NetworkList(['127.0.0.0/8', '::1/128'])
    const signal = AbortSignal.timeout(5_000)
    const url = double.url.replace('127.0.0.1', 'localhost')
    const { text } = await postWebhook({ url, body: '{}', headers: {}, allowed, signal })
    expect(text).toHaveLength(16_384)
  })
})
