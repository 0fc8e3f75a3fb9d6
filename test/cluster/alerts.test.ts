import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  type AlertWebhookBody,
  alertsSchema,
  alertWebhookBodySchema,
  createdChannelSchema,
  deliverySchema,
} from '#contract/alert.ts'
import { WEBHOOK_SIGNATURE_HEADER } from '#contract/webhook.ts'
import { EventReader } from '../harness/event-reader.ts'
import { NodeProgram } from '../harness/node-program.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { Publisher } from '../harness/publisher.ts'
import { SmtpSink } from '../harness/smtp-sink.ts'
import { waitFor } from '../harness/wait-for.ts'

const PASSWORD = 'the-password-of-the-mail-relay'
/** Nothing is said of nodes for half a minute after a start, and an end is said after 15 s. */
const LONG_MS = 90_000

describe('alerts of a running cluster', () => {
  let stack: AsyncDisposableStack
  let origin: OriginProgram
  let smtp: SmtpSink
  let server: Server
  let events: EventReader
  const hooks: { readonly body: AlertWebhookBody; readonly text: string; readonly signature: string }[] = []
  let signing_key = ''

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    server = createServer(async (request, response) => {
      let text = ''
      for await (const part of request) text += part
      const signature = String(request.headers[WEBHOOK_SIGNATURE_HEADER])
      hooks.push({ body: alertWebhookBodySchema.parse(JSON.parse(text)), text, signature })
      response.writeHead(204).end()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    stack.defer(() => {
      server.closeAllConnections()
      server.close()
    })
    smtp = stack.use(await SmtpSink.listen())
    smtp.password = PASSWORD
    origin = stack.use(
      await OriginProgram.start({
        settings: { webhook_networks: ['127.0.0.0/8'], heartbeat_interval: '1s', media: { publisher_grace: '5s' } },
      }),
    )
    events = stack.use(await EventReader.open(origin))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const made = await channel({ kind: 'webhook', name: 'On-call', url })
    signing_key = made.signing_key ?? ''
    await channel({
      ...{ kind: 'email', name: 'Desk', password: PASSWORD },
      smtp: {
        ...{ host: '127.0.0.1', port: smtp.port, security: 'none', user: 'headwater' },
        ...{ from: 'origin@example.com', to: ['desk@example.com', 'night@example.com'] },
      },
    })
  })
  afterAll(() => stack?.disposeAsync())

  const channel = (body: object) =>
    origin.api.call('POST', '/api/v1/notifications/channels', createdChannelSchema, body)
  const said = (event: string, rule: string) =>
    hooks.filter(({ body }) => body.event === event && body.alerts[0]?.rule === rule)
  const heard = (type: string, rule: string) =>
    events.received.filter(
      ({ event }) => event.type === type && 'alert' in event && event.test !== true && event.alert.rule === rule,
    )

  test('a channel says by a test that it works, and why it does not', async () => {
    const { channels } = await origin.api.call(
      'GET',
      '/api/v1/notifications',
      z.object({ channels: z.array(z.object({ id: z.string(), name: z.string() })) }),
    )
    const tested = await Promise.all(
      channels.map(({ id }) =>
        origin.api.call('POST', `/api/v1/notifications/channels/${id}/test`, deliverySchema, {}),
      ),
    )
    expect(tested.map(({ outcome }) => outcome)).toEqual(['delivered', 'delivered', 'delivered'])
    expect(smtp.mails[0]).toMatchObject({
      ...{ from: 'origin@example.com', to: ['desk@example.com', 'night@example.com'] },
      auth: { user: 'headwater', password: PASSWORD },
    })
    const [{ text, signature } = { text: '', signature: '' }] = hooks
    const [t, v1] = signature.split(',').map((part) => part.slice(part.indexOf('=') + 1))
    expect(v1).toBe(createHmac('sha256', signing_key).update(`${t}.${text}`).digest('hex'))
    const desk = channels.find(({ name }) => name === 'Desk')?.id
    smtp.password = 'another one'
    const refused = await origin.api.call('POST', `/api/v1/notifications/channels/${desk}/test`, deliverySchema, {})
    smtp.password = PASSWORD
    expect(refused).toMatchObject({ outcome: 'failed', detail: expect.stringContaining('refused the user headwater') })
    expect(refused.detail).not.toContain(PASSWORD)
  })

  test('a killed node is said once by webhook, mail and live event, and its return once', async () => {
    const edge = await NodeProgram.start(origin, { name: 'edge-1' })
    stack.use(edge)
    await waitFor('the edge is alive', async () => (await origin.api.node(edge.id)).liveness.state === 'alive')
    await using _publisher = await Publisher.start(`${edge.ready.rtmp_url}/live/there`)
    await waitFor('the stream is known', async () => (await origin.api.streams()).length > 0)
    // Until it was looked at once.
    await sleep(3_000)
    await edge.kill()
    await waitFor('the webhook', () => said('alert.raised', 'node_lost').length > 0, { deadline_ms: LONG_MS })
    const [raised] = said('alert.raised', 'node_lost')
    expect(raised?.body.alerts[0]).toMatchObject({
      ...{ severity: 'error', title: 'Node edge-1 is lost', subject: { kind: 'node', id: edge.id } },
      text: expect.stringMatching(/^Published there: live\/there\. /),
      last_good_at: expect.any(String),
      evidence: [expect.stringContaining('heartbeats missed'), expect.stringContaining('does not answer: refused')],
      action: { path: `/nodes/${edge.id}` },
    })
    const mailed = (words: string) => smtp.mails.filter(({ data }) => data.includes(words))
    await waitFor('the mail', () => mailed('Subject: [Headwater] Node edge-1 is lost').length === 1)
    const open = await origin.api.call('GET', '/api/v1/alerts', alertsSchema)
    expect(open.items.map(({ rule }) => rule)).toContain('node_lost')
    await edge.restart()
    await waitFor('the webhook of its end', () => said('alert.cleared', 'node_lost').length > 0, {
      deadline_ms: LONG_MS,
    })
    await waitFor('the mail of its end', () => mailed('over: Node edge-1 is lost').length === 1)
    expect([said('alert.raised', 'node_lost').length, said('alert.cleared', 'node_lost').length]).toEqual([1, 1])
    expect([heard('alert.raised', 'node_lost').length, heard('alert.cleared', 'node_lost').length]).toEqual([1, 1])
    const types = (await origin.api.activity()).map(({ type }) => type)
    expect(types.filter((type) => type === 'alert.raised' || type === 'alert.cleared')).toEqual(
      expect.arrayContaining(['alert.raised', 'alert.cleared']),
    )
  }, 200_000)

  test('a publisher that is cut off is missed after ten seconds, and one that ends its stream is not', async () => {
    const url = (name: string) => `${origin.own_node.rtmp_url}/live/${name}`
    await using cut = await Publisher.start(url('cut'))
    const ended = stack.use(await Publisher.start(url('ended')))
    await waitFor('both are live', async () => (await origin.api.streams()).length === 2)
    await ended.end()
    cut.program.signal('SIGKILL')
    await waitFor('the webhook', () => said('alert.raised', 'publisher_lost').length > 0, { deadline_ms: LONG_MS })
    expect(said('alert.raised', 'publisher_lost').map(({ body }) => body.alerts[0]?.subject.id)).toEqual(['live/cut'])
    await using _back = await Publisher.start(url('cut'))
    await waitFor('the webhook of its end', () => said('alert.cleared', 'publisher_lost').length > 0, {
      deadline_ms: LONG_MS,
    })
  }, 200_000)
})
