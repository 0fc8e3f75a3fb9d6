import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { residentBytes } from '../harness/processes.ts'
import { RawConnection } from '../harness/raw-connection.ts'
import { waitFor } from '../harness/wait-for.ts'

const MEBIBYTE = 1024 * 1024
const KEY = 'the-key-of-this-cluster'

describe('row 28: a body that nobody should send', () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await startCluster({ edges: 0, origin: { cluster_api_key: KEY } })
  })
  afterAll(() => cluster?.[Symbol.asyncDispose]())

  /** Wherever JSON is taken: who shows which key, at which program. */
  const surfaces = {
    'the API of the origin': () => ({
      url: `${cluster.origin.ready.url}/api/v1/enrollment-tokens`,
      key: `Authorization: Bearer ${cluster.origin.ready.api_key}`,
      pid: cluster.origin.ready.pid,
    }),
    'the cluster API of the origin': () => ({
      url: `${cluster.origin.ready.url}/cluster/api/heartbeat`,
      key: `X-Cluster-Api-Key: ${KEY}`,
      pid: cluster.origin.ready.pid,
    }),
    'the cluster API of a node': () => ({
      url: `${cluster.origin.own_node.media_url}/cluster/api/heartbeat`,
      key: `X-Cluster-Api-Key: ${KEY}`,
      pid: cluster.origin.own_node.pid,
    }),
  }
  const names = Object.keys(surfaces) as (keyof typeof surfaces)[]

  /** All that could have been written by what is sent here. */
  const written = async () => {
    const tokens = await (await cluster.origin.api.request('GET', '/api/v1/enrollment-tokens')).text()
    const nodes = (await cluster.origin.api.nodes()).map(({ id }) => id)
    return JSON.stringify([tokens, nodes])
  }

  test.for(names)('of 100 MB is answered with 413 by %s, which does not read it into memory', async (name) => {
    const { url, key, pid } = surfaces[name]()
    const { port, pathname } = new URL(url)
    const before_bytes = residentBytes(pid)
    await using connection = await RawConnection.open(Number(port))
    const head = [
      ...[`POST ${pathname} HTTP/1.1`, `Host: 127.0.0.1:${port}`, key],
      ...['Content-Type: application/json', `Content-Length: ${100 * MEBIBYTE}`],
    ]
    await connection.send(`${head.join('\r\n')}\r\n\r\n`)
    for (let sent = 0; sent < 100 && connection.received_bytes === 0; sent += 1) {
      if (!(await connection.send(Buffer.alloc(MEBIBYTE, 0x20)))) break
    }
    await waitFor('an answer', () => connection.received_bytes > 0)
    expect(connection.received.toString('latin1')).toMatch(/^HTTP\/1\.1 413 /)
    expect(residentBytes(pid) - before_bytes).toBeLessThan(80 * MEBIBYTE)
  })

  test.for(names)(
    'of 20 MB without a length is answered with 413 by %s, too, and a stranger is told so by 401',
    async (name) => {
      const { url, key, pid } = surfaces[name]()
      const before_bytes = residentBytes(pid)
      for (const [header, status] of [
        [key, 413],
        ['X-Nothing: 1', 401],
      ] as const) {
        const { port, pathname } = new URL(url)
        await using connection = await RawConnection.open(Number(port))
        const head = [`POST ${pathname} HTTP/1.1`, `Host: 127.0.0.1:${port}`, header, 'Content-Type: application/json']
        await connection.send(`${head.join('\r\n')}\r\nTransfer-Encoding: chunked\r\n\r\n`)
        const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(MEBIBYTE, 0x20), Buffer.from('\r\n')])
        for (let sent = 0; sent < 20; sent += 1) if (!(await connection.send(chunk))) break
        await waitFor('an answer', () => connection.received_bytes > 0)
        expect(connection.received.toString('latin1')).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
      }
      expect(residentBytes(pid) - before_bytes).toBeLessThan(80 * MEBIBYTE)
    },
  )

  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
  const bad: readonly (readonly [string, string | Buffer, RegExp])[] = [
    ['cut short', '{"name": "a', /JSON/],
    ['with a number that is none', '{"usage_limit": NaN}', /JSON/],
    [
      'with bytes that are no UTF-8',
      Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]),
      /UTF-8/,
    ],
    ['with a key that is there twice', '{"name":"a","name":"b"}', /name: is there twice/],
    ['with __proto__', '{"__proto__":{"usage_limit":1000}}', /__proto__/],
    ['with __proto__ where it is hard to see', '{"name":{"\\u005f_proto__":{}}}', /name\.__proto__/],
    ['100,000 objects deep', `{"name":${deep(1e5 - 8)}}`.slice(0, 255 * 1024), /JSON|name\.a/],
    ['20,000 objects deep', `{"name":${deep(20_000)}}`, /name\.a\.a.*nested/],
    ['that is a list', '[1, 2]', /object/i],
  ]
  test.for(names)('is refused by %s with 400 and what is wrong with it, and nothing is written', async (name) => {
    const { url, key } = surfaces[name]()
    const [header = '', value = ''] = key.split(': ')
    const before = await written()
    for (const [what, body, words] of bad) {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [header]: value },
        body,
        signal: AbortSignal.timeout(10_000),
      })
      expect(answer.status, what).toBe(400)
      expect(await answer.text(), what).toMatch(words)
    }
    expect(await written()).toBe(before)
  })

  const wrong: readonly (readonly [string, string, unknown, RegExp])[] = [
    ['a number where text belongs', '/api/v1/enrollment-tokens', { name: 7 }, /name/],
    ['a negative number', '/api/v1/enrollment-tokens', { usage_limit: -1 }, /usage_limit/],
    ['a protocol that is none', '/api/v1/allocations/play', { stream_path: 'live/a', protocol: 'smtp' }, /protocol/],
    ['a path that climbs out', '/api/v1/allocations/play', { stream_path: '../a', protocol: 'flv' }, /stream_path/],
  ]
  test.for(wrong)('with %s is refused with 400 and the field named', async ([, path, body, words]) => {
    const before = await written()
    const refused = await cluster.origin.api.refusal('POST', path, { body })
    expect(refused.status).toBe(400)
    expect(`${refused.message} ${JSON.stringify(refused.details)}`).toMatch(words)
    expect(await written()).toBe(before)
  })

  test('of another type is refused with 4xx', async () => {
    const xml = { body: '<a/>', headers: { 'content-type': 'application/xml' } }
    const refused = await cluster.origin.api.refusal('POST', '/api/v1/enrollment-tokens', xml)
    expect(refused.status).toBe(415)
  })

  test('after all of that both programs serve on', async () => {
    expect((await cluster.origin.api.nodes()).map(({ liveness }) => liveness.state)).toEqual(['alive'])
    const status = await fetch(`${cluster.origin.own_node.media_url}/cluster/status`)
    expect(status.status).toBe(200)
  })
})
