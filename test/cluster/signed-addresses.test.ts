import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { accessPolicySchema } from '#contract/access-policy.ts'
import { createdSigningKeySchema, signedAddressSchema } from '#contract/signing-key.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { NodeProgram } from '../harness/node-program.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { Program } from '../harness/program.ts'
import { Publisher } from '../harness/publisher.ts'
import { RtmpViewer } from '../harness/rtmp-viewer.ts'
import { waitFor, within } from '../harness/wait-for.ts'

describe('signed addresses in a running cluster', () => {
  let stack: AsyncDisposableStack
  let origin: OriginProgram
  let edge: NodeProgram
  let signing_key: string
  /** The query of an address, as people sign it on their own servers. */
  const signed = (text: string, ip = '') => {
    const token = createHmac('sha256', signing_key).update(text).digest('hex')
    return `?expire=${text.split(':')[2]}&token=${token}${ip === '' ? '' : `&ip=${ip}`}`
  }
  const in_s = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds
  const statusOf = async (url: string) => {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(20_000) })
    const text = answer.status === 200 && url.includes('.flv') ? '' : await answer.text()
    if (text === '') await answer.body?.cancel().catch(() => undefined)
    return { status: answer.status, text }
  }
  const at_edge = (name: string, query = '') => `${edge.ready.media_url}/${name}${query}`

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    origin = stack.use(await OriginProgram.start())
    edge = stack.use(await NodeProgram.start(origin, { name: 'edge', settings: { media: { workers: '1' } } }))
    await waitFor('all nodes are alive', async () => (await origin.api.nodes()).every(({ routable }) => routable))
    const made = await origin.api.call('POST', '/api/v1/signing-keys', createdSigningKeySchema, { pattern: 'signed/*' })
    signing_key = made.key
    const rules = { pattern: 'signed/*', play_with: 'signed_url' }
    await origin.api.call('POST', '/api/v1/access-policies', accessPolicySchema, rules)
    stack.use(await Publisher.start(`${origin.own_node.rtmp_url}/signed/test`))
  })
  afterAll(() => stack?.disposeAsync())

  test('open their stream at any node, by every protocol and through redirects, and nothing else does', async () => {
    const { query, urls } = await origin.api.call(
      'POST',
      '/api/v1/streams/signed/test/signed-urls',
      signedAddressSchema,
      {},
    )
    await using flv = await FlvViewer.watch(at_edge('signed/test.flv', `?${query}`))
    await flv.sees(10)
    await using rtmp = await RtmpViewer.watch(`${edge.ready.rtmp_url}/signed/test?${query}`)
    await rtmp.sees(10)
    const sent_on = await fetch(urls?.flv ?? '', { redirect: 'manual' })
    expect([sent_on.status, sent_on.headers.get('location')]).toEqual([307, expect.stringContaining(query)])
    const own = signed(`play:signed/test:${in_s(60)}`)
    await using signed_elsewhere = await FlvViewer.watch(at_edge('signed/test.flv', own))
    await signed_elsewhere.sees(10)
    const bad = [
      '',
      signed(`play:signed/test:${in_s(-5)}`),
      signed(`play:signed/other:${in_s(60)}`),
      signed(`publish:signed/test:${in_s(60)}`),
      signed(`play:signed/test:${in_s(60)}:192.0.2.9`, '192.0.2.9'),
    ]
    // Twice each, so that both threads of the node are asked.
    for (const query of [...bad, ...bad]) {
      for (const name of ['signed/test.flv', 'signed/test.m3u8']) {
        const { status, text } = await statusOf(at_edge(name, query))
        expect([name, query, status]).toEqual([name, query, 403])
        expect(text).toContain('viewer_not_allowed')
        expect(text).not.toContain(new URLSearchParams(query).get('token') ?? signing_key)
      }
      const socket = new WebSocket(at_edge('signed/test.flv', query).replace(/^http/, 'ws'))
      const { promise, resolve } = Promise.withResolvers<number>()
      socket.on('close', resolve)
      expect(await within('a WebSocket is closed', 10_000, promise)).toBe(1008)
    }
  })

  test('of HLS play in ffmpeg through every segment, outlive their time, and segments open to nobody else', async () => {
    const query = signed(`play:signed/test:${in_s(8)}`)
    const url = at_edge('signed/test.m3u8', query)
    await using player = new Program({
      name: 'ffmpeg-hls',
      command: 'ffmpeg',
      args: [
        ...['-hide_banner', '-nostdin', '-loglevel', 'warning', '-i', url],
        ...['-t', '12', '-c', 'copy', '-f', 'null', '-'],
      ],
    })
    const master = await (await fetch(url)).text()
    const media_url = new URL(master.trim().split('\n').at(-1) ?? '', url).href
    const { code } = await within('ffmpeg plays for longer than the address is good', 60_000, player.exited)
    expect([code, player.tail()]).toEqual([0, expect.not.stringContaining('403')])
    expect((await statusOf(url)).status).toBe(403)
    const playlist = await statusOf(media_url)
    expect(playlist.status).toBe(200)
    const segment =
      playlist.text
        .split('\n')
        .filter((line) => line.includes('.m4s?'))
        .at(-1) ?? ''
    const segment_url = new URL(segment, media_url).href
    // On both threads of the node, also where it is kept already.
    for (let time = 0; time < 4; time++) {
      expect((await statusOf(segment_url)).status).toBe(200)
      expect((await statusOf(segment_url.split('?')[0] ?? '')).status).toBe(403)
    }
    const elsewhere = new URL(segment_url)
    elsewhere.searchParams.set('session', 'somebody-else')
    expect((await statusOf(elsewhere.href)).status).toBe(403)
  })

  test('are in no log, and good while the origin is away', async () => {
    const query = signed(`play:signed/test:${in_s(60)}`)
    await origin.kill()
    try {
      await using viewer = await FlvViewer.watch(at_edge('signed/test.flv', query))
      await viewer.sees(10)
      expect((await statusOf(at_edge('signed/test.flv'))).status).toBe(403)
    } finally {
      await origin.restart()
    }
    const token = new URLSearchParams(query).get('token') ?? ''
    for (const text of [edge.program.output, edge.program.tail(), origin.program.tail()]) {
      expect(text).not.toContain(token)
      expect(text).not.toContain(signing_key)
    }
  })
})
