import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { accessPolicySchema } from '#contract/access-policy.ts'
import { webhookBodySchema, webhookResultSchema } from '#contract/webhook.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { NodeProgram } from '../harness/node-program.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { Program } from '../harness/program.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor, within } from '../harness/wait-for.ts'

describe('webhooks in a running cluster', () => {
  let stack: AsyncDisposableStack
  let origin: OriginProgram
  let edge: NodeProgram
  let server: Server
  let mood: 'yes' | 'no' | 'slow' = 'yes'
  const heard: z.infer<typeof webhookBodySchema>[] = []
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const results = async (id: string) =>
    (
      await origin.api.call(
        'GET',
        `/api/v1/access-policies/${id}/webhooks`,
        z.object({ items: z.array(webhookResultSchema) }),
      )
    ).items
  const policy = (body: object) => origin.api.call('POST', '/api/v1/access-policies', accessPolicySchema, body)
  const flv = (path: string, query = '') => `${edge.ready.media_url}/${path}.flv${query}`
  /** Each time as somebody else, so that no answer of before counts. */
  let times = 0
  const ask = async (path: string) => {
    const answer = await fetch(flv(path, `?user=${times++}`), { signal: AbortSignal.timeout(20_000) })
    const text = answer.status === 200 ? '' : await answer.text()
    await answer.body?.cancel().catch(() => undefined)
    return { status: answer.status, text }
  }

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    server = createServer(async (request, response) => {
      let body = ''
      for await (const part of request) body += part
      heard.push(webhookBodySchema.parse(JSON.parse(body)))
      if (mood === 'slow') return
      response.writeHead(mood === 'yes' ? 200 : 402).end(mood === 'yes' ? '' : '{"reason":"has not paid"}')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    stack.defer(() => {
      server.closeAllConnections()
      server.close()
    })
    origin = stack.use(await OriginProgram.start({ settings: { webhook_networks: ['127.0.0.0/8'] } }))
    edge = stack.use(await NodeProgram.start(origin, { name: 'edge', settings: { media: { workers: '1' } } }))
    await waitFor('all nodes are alive', async () => (await origin.api.nodes()).every(({ routable }) => routable))
    stack.use(await Publisher.start(`${origin.own_node.rtmp_url}/asked/test`))
  })
  afterAll(() => stack?.disposeAsync())

  test('are tried when they are set, let in and turn away, and operators read why', async () => {
    const { id } = await policy({ pattern: 'asked/*', on_play_url: url(), webhook_timeout_ms: 400 })
    const tried = await waitFor('it was tried', async () => (await results(id)).find(({ action }) => action === 'test'))
    expect(tried).toMatchObject({ outcome: 'yes', detail: expect.stringContaining('answered 200') })
    await using viewer = await FlvViewer.watch(flv('asked/test', '?user=7&token=abc'))
    await viewer.sees(10)
    expect(heard.at(-1)).toMatchObject({
      ...{ action: 'on_play', stream: 'asked/test', address: '127.0.0.1', protocol: 'flv', node_id: edge.id },
      query: { user: '7', token: 'abc' },
    })
    mood = 'no'
    for (let time = 0; time < 4; time++) {
      const { status, text } = await ask('asked/test')
      expect(status).toBe(403)
      expect(text).not.toContain('has not paid')
    }
    const refused = await waitFor('the activity has it', async () =>
      (await origin.api.activity()).find(({ type }) => type === 'access.viewer_refused'),
    )
    expect(refused.message).toContain('402: has not paid')
    mood = 'slow'
    expect((await ask('asked/test')).status).toBe(403)
    await origin.api.call('PATCH', `/api/v1/access-policies/${id}`, accessPolicySchema, { webhook_on_failure: 'allow' })
    await waitFor('without an answer viewers are let in', async () => (await ask('asked/test')).status === 200)
    mood = 'yes'
    const metrics = await (await fetch(`${edge.ready.media_url}/metrics`)).text()
    expect(metrics).toMatch(/headwater_access_refusals_total\{kind="play",reason="webhook"\} \d/)
  })

  test('are asked once by a player of HLS, and by the node while the origin is away', async () => {
    const before = heard.length
    await origin.kill()
    try {
      await using player = new Program({
        name: 'ffmpeg-hls',
        command: 'ffmpeg',
        args: [
          ...[
            '-hide_banner',
            '-nostdin',
            '-loglevel',
            'warning',
            '-i',
            `${edge.ready.media_url}/asked/test.m3u8?user=hls`,
          ],
          ...['-t', '8', '-c', 'copy', '-f', 'null', '-'],
        ],
      })
      const { code } = await within('ffmpeg plays', 60_000, player.exited)
      expect([code, player.tail()]).toEqual([0, expect.not.stringContaining('403')])
      expect(heard.slice(before).filter(({ protocol }) => protocol === 'hls')).toHaveLength(1)
    } finally {
      await origin.restart()
    }
  })

  test('are told when a publisher is done, of the session that the origin shows', async () => {
    await waitFor('the nodes are back', async () => (await origin.api.nodes()).every(({ routable }) => routable))
    const { id } = await policy({ pattern: 'done/*', on_done_url: url() })
    const publisher = await Publisher.start(`${edge.ready.rtmp_url}/done/test`)
    const { session } = await waitFor('the origin shows it', async () => {
      const found = (await origin.api.streams()).find(({ stream_path }) => stream_path === 'done/test')
      return found?.session ? { session: found.session } : null
    })
    await publisher[Symbol.asyncDispose]()
    const told = await waitFor('it is told', () => heard.find(({ action }) => action === 'on_done'), {
      deadline_ms: 30_000,
    })
    expect(told).toMatchObject({ stream: 'done/test', protocol: 'rtmp', address: '127.0.0.1', node_id: edge.id })
    expect([told.session_id, told.reason?.length]).toEqual([session.id, expect.any(Number)])
    const result = async () => (await results(id)).find(({ action }) => action === 'on_done')
    expect(await waitFor('operators read it', result, { deadline_ms: 45_000 })).toMatchObject({ outcome: 'yes' })
  })

  test('hold publishers until they have answered, also where nobody answers any more', async () => {
    await waitFor('the nodes are back', async () => (await origin.api.nodes()).every(({ routable }) => routable))
    await policy({ pattern: 'held/*', on_publish_url: url(), webhook_timeout_ms: 500 })
    const at = (name: string) => `${edge.ready.rtmp_url}/held/${name}`
    await using let_in = await Publisher.start(at('good?user=1'))
    await let_in.sendsOn(500)
    expect(heard.find(({ action }) => action === 'on_publish')).toMatchObject({
      action: 'on_publish',
      stream: 'held/good',
      protocol: 'rtmp',
      query: { user: '1' },
    })
    mood = 'no'
    await using turned_away = await Publisher.launch(at('bad'))
    await within('a publisher is turned away', 10_000, turned_away.exited)
    expect(turned_away.sent_ms).toBe(0)
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await using unanswered = await Publisher.launch(at('dead'))
    await within('a publisher is turned away where nobody answers', 10_000, unanswered.exited)
    expect(unanswered.sent_ms).toBe(0)
  })
})
