import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mediaConfigSchema } from '#contract/config.ts'
import { childProcessLauncher } from './child-process-launcher.ts'
import { OwnNode } from './own-node.ts'
import { rotateLog } from './rotated-log.ts'

/** A node-runtime double: a program that says it is ready and answers on the control socket, and does nothing else. */
const program = `
  import { createServer } from 'node:net'
  import { appendFileSync, mkdirSync, rmSync } from 'node:fs'
  const option = (name) => process.argv[process.argv.indexOf(name) + 1]
  const data_dir = option('--data-dir')
  mkdirSync(data_dir, { recursive: true })
  let input = ''
  for await (const chunk of process.stdin) input += chunk
  appendFileSync(data_dir + '/starts', JSON.stringify({ args: process.argv.slice(2), input, pid: process.pid, env: process.env }) + '\\n')
  if (process.env.HEADWATER_NODE_MEDIA_MAX_CONNECTIONS === '77') {
    console.error(JSON.stringify({ level: 'error', msg: 'no more than that' }))
    process.exit(69)
  }
  const ports = { rtmp_port: Number(option('--rtmp-port')) || 40001, media_port: Number(option('--media-port')) || 40002 }
  const facts = { program: 'node', version: 'test', pid: process.pid, data_dir, node_id: '11111111-1111-4111-8111-111111111111',
    cluster_id: 'main', name: 'origin', rtmp_url: 'rtmp://127.0.0.1:1', media_url: 'http://127.0.0.1:1', ...ports }
  let origin = option('--origin')
  const since = new Date().toISOString()
  rmSync(data_dir + '/control.sock', { force: true })
  createServer((socket) => socket.once('data', (line) => {
    const request = JSON.parse(line)
    if (request.do === 'use_origin') origin = request.origin
    if (request.do === 'stop') setImmediate(() => process.exit(0))
    const status = { ...facts, state: 'running', epoch: 1, started_at: since, mode: null, streams: [],
      origin: { url: origin, connected: false, since, rtt_ms: null, error: null } }
    socket.end(JSON.stringify({ ok: true, status }) + '\\n')
  })).listen(data_dir + '/control.sock')
  process.on('SIGTERM', () => process.exit(0))
  process.stdout.write(JSON.stringify({ ...facts, origin, connected: true }) + '\\n')
`

let dir: string
let nodes: OwnNode[]
let running: number[]
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'headwater-own-'))
  writeFileSync(join(dir, 'node.mjs'), program)
  nodes = []
  running = []
})
afterEach(async () => {
  await Promise.all(nodes.map((node) => node.stop()))
  rmSync(dir, { recursive: true, force: true })
})

function ownNode(is: { version?: string; max_connections?: number; origin_url?: string; media_port?: number } = {}) {
  const { version = 'test', origin_url = 'http://127.0.0.1:8090', media_port = 0, ...media } = is
  const node = new OwnNode({
    launcher: childProcessLauncher(join(dir, 'node.mjs')),
    data_dir: join(dir, 'data'),
    log_file: join(dir, 'logs', 'node.log'),
    log_level: 'info',
    media: mediaConfigSchema.parse({ rtmp_port: 0, media_port, ...media }),
    origin_url,
    advertise_address: () => null,
    version,
    last_ports: {},
    needsToken: () => starts().length === 0,
    newToken: () => 'enroll_secret',
    onRunning: ({ pid }) => running.push(pid),
    log: pino({ level: 'silent' }),
  })
  nodes.push(node)
  return node
}
interface Start {
  readonly args: string[]
  readonly input: string
  readonly pid: number
  readonly env: Record<string, string>
}
function starts(): Start[] {
  try {
    const lines = readFileSync(join(dir, 'data', 'starts'), 'utf8')
      .trimEnd()
      .split('\n')
    return lines.map((line): Start => JSON.parse(line))
  } catch {
    // Nothing was started yet.
    return []
  }
}
const signal = () => new AbortController().signal
const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    // There is no such process.
    return false
  }
}

describe('the node beside the origin', () => {
  it('gets its token on standard input alone, and its settings without the origin’s', async () => {
    process.env.HEADWATER_ORIGIN_PORT = '1'
    await ownNode().start(signal())
    delete process.env.HEADWATER_ORIGIN_PORT
    const [start] = starts()
    expect(start?.input).toBe('enroll_secret\n')
    expect(start?.args.join(' ')).not.toContain('secret')
    expect(start?.env.HEADWATER_NODE_MEDIA_SUBSCRIBER_BUFFER).toBe('4194304B')
    expect(Object.keys(start?.env ?? {}).filter((name) => name.startsWith('HEADWATER_ORIGIN'))).toEqual([])
  })

  it('is started again on the same ports when it is killed, and not asked to enrol anew', async () => {
    const node = ownNode()
    await node.start(signal())
    process.kill(node.running?.pid ?? 0, 'SIGKILL')
    await expect.poll(() => running.length, { timeout: 10_000 }).toBe(2)
    const [, again] = starts()
    expect(again?.input).toBe('')
    expect(again?.args).toEqual(expect.arrayContaining(['--rtmp-port', '40001', '--media-port', '40002']))
  })

  it('lives on when its origin is killed, and is adopted by the next one', async () => {
    await ownNode().start(signal())
    const next = ownNode({ origin_url: 'http://127.0.0.1:9999' })
    await next.start(signal())
    expect(starts()).toHaveLength(1)
    expect(next.running?.pid).toBe(starts()[0]?.pid)
    await next.stop()
    await expect.poll(() => isRunning(starts()[0]?.pid ?? 0), { timeout: 5_000 }).toBe(false)
  })

  it('of another version is stopped, and a fresh one takes its place', async () => {
    await ownNode().start(signal())
    const next = ownNode({ version: 'newer' })
    await next.start(signal())
    expect(starts()).toHaveLength(2)
    expect(next.running?.pid).toBe(starts()[1]?.pid)
  })

  it('that does not start is explained in its own words, with its log', async () => {
    await expect(ownNode({ max_connections: 77 }).start(signal())).rejects.toMatchObject({
      code: 'own_node_failed',
      message: 'The node beside the origin did not start: no more than that',
      hint: expect.stringContaining('node.log'),
    })
  })

  it('is not started on a port that is taken: the port and its flag are named', async () => {
    const server = createServer().listen(0, '0.0.0.0')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = server.address()
    const media_port = typeof address === 'object' && address !== null ? address.port : 0
    await expect(ownNode({ media_port }).start(signal())).rejects.toMatchObject({
      code: 'port_unavailable',
      message: expect.stringContaining(`Port ${media_port}`),
      hint: expect.stringContaining('--media-port'),
    })
    server.close()
  })
})

describe('its log', () => {
  it('is put aside when it has grown large, while the node goes on writing', () => {
    const file = join(dir, 'a.log')
    writeFileSync(file, 'x'.repeat(100))
    rotateLog(file, 101)
    expect(readFileSync(file, 'utf8')).toHaveLength(100)
    rotateLog(file, 100)
    expect(readFileSync(file, 'utf8')).toBe('')
    expect(readFileSync(`${file}.1`, 'utf8')).toHaveLength(100)
  })
})
