import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import { type EnrollmentOptions, enroll, nodeNameOf } from './enrollment.ts'

const token = `enroll_${'t'.repeat(43)}`
const enrolled = {
  node_id: '0b7e1d0e-3f5d-4a55-9d0c-4d2f5b0f7a11',
  cluster_id: 'main',
  name: 'box',
  credential: `node_${'c'.repeat(43)}`,
}
const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

/** An origin that answers each request with the next of these. */
async function origin(...answers: readonly (readonly [status: number, body: unknown])[]) {
  const requests: unknown[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      requests.push(JSON.parse(text))
      const [status, body] = answers[Math.min(requests.length, answers.length) - 1] ?? [500, null]
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

const refusal = (code: string, message: string, hint: string) => ({
  data: null,
  error: { code, message, details: { hint }, request_id: 'r' },
})

const options = (url: string, more: Partial<EnrollmentOptions> = {}): EnrollmentOptions => ({
  origin: url,
  token,
  name: null,
  host_name: 'box',
  region: null,
  version: '0.0.0',
  relay_fingerprint: 'abcd'.repeat(16),
  certificate_request: '-----BEGIN CERTIFICATE REQUEST-----',
  patience_ms: 5_000,
  log: pino({ level: 'silent' }),
  ...more,
})
const never = new AbortController().signal

describe('a node that enrols', () => {
  test('gets its id and its credential', async () => {
    const { url, requests } = await origin([200, { data: enrolled, error: null }])
    expect(await enroll(options(url), never)).toEqual(enrolled)
    expect(requests[0]).toMatchObject({ token, name: 'box', relay_fingerprint: 'abcd'.repeat(16) })
  })

  test('waits for an origin that is not ready yet', async () => {
    const { url } = await origin([503, refusal('starting', 'not yet', 'wait')], [200, { data: enrolled, error: null }])
    expect(await enroll(options(url), never)).toEqual(enrolled)
  })

  test('takes another name when the machine’s is taken, but not another than the user chose', async () => {
    const taken = refusal('name_taken', 'another node is called box', 'Give it another name with --name.')
    const { url, requests } = await origin([409, taken], [200, { data: enrolled, error: null }])
    await enroll(options(url), never)
    expect(requests[1]).toMatchObject({ name: 'box-abcd' })
    const chosen = await origin([409, taken])
    await expect(enroll(options(chosen.url, { name: 'box' }), never)).rejects.toMatchObject({
      code: 'enrollment_refused',
      hint: 'Give it another name with --name.',
    })
  })

  test('is told why it is refused and what to do, without its token', async () => {
    const { url } = await origin([403, refusal('enrollment_token_expired', 'the token has expired', 'Make a new one.')])
    const error = await enroll(options(url), never).catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      message: expect.stringContaining('the token has expired'),
      hint: 'Make a new one.',
      exit_code: 77,
    })
    expect(String(error)).not.toContain(token)
  })

  test('with half a token is told so before anything is sent', async () => {
    await expect(enroll(options('http://127.0.0.1:1', { token: 'enroll_abc' }), never)).rejects.toThrow(/50 characters/)
  })

  test('at an address that is no origin is told so', async () => {
    const { url } = await origin([404, '<html>nothing here</html>'])
    await expect(enroll(options(url), never)).rejects.toMatchObject({ code: 'not_an_origin' })
  })

  test('gives up an origin that cannot be reached when its patience is over', async () => {
    const error = await enroll(options('http://127.0.0.1:1', { patience_ms: 0 }), never).catch(
      (reason: unknown) => reason,
    )
    expect(error).toMatchObject({ code: 'origin_unreachable', exit_code: 69 })
    expect(String(error)).toMatch(/ECONNREFUSED|bad port/)
  })

  test('stops trying when it is told to', async () => {
    const abort = new AbortController()
    const trying = enroll(options('http://127.0.0.1:1', { patience_ms: Number.POSITIVE_INFINITY }), abort.signal)
    abort.abort(new Error('stopped'))
    await expect(trying).rejects.toThrow('stopped')
  })
})

test('a machine’s name becomes one that a node may have', () => {
  expect(nodeNameOf('My Büro-PC.local')).toBe('My-B-ro-PC.local')
  expect(nodeNameOf('--')).toBe('node')
})
