/**
 * An origin at the size it is sold for: `--nodes` (100,1000,10000) simulated nodes, each a control channel with a heartbeat every 5 s. For
 * each size a fresh origin (the built program, on core 0; the load on the other) is measured for `--seconds` (20) after all nodes are alive;
 * then all connections are cut and come back within 10 s (fault row 23). Prints one JSON object; a figure never fails it.
 * `--sessions` (0): streams on each node. `--redis` (memory): as the origin's setting. `--profile FOLDER`: a processor profile of the origin.
 * Run it as `node test/load/heartbeats.ts` after `npm run build`.
 */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type OriginReady, originReadySchema } from '#contract/program-output.ts'
import { ApiClient } from '../harness/api-client.ts'
import { NodeCrowd, seedNodes } from '../harness/node-crowd.ts'
import { type Metrics, readMetrics } from '../harness/read-metrics.ts'

const { values: flags } = parseArgs({
  options: {
    nodes: { type: 'string', default: '100,1000,10000' },
    seconds: { type: 'string', default: '20' },
    sessions: { type: 'string', default: '0' },
    redis: { type: 'string', default: 'memory' },
    profile: { type: 'string' },
  },
})
const HEARTBEAT_INTERVAL_MS = 5_000
const SECONDS = Number(flags.seconds)
const HANDLING = 'headwater_heartbeat_duration_seconds'
/** Clock ticks of /proc in a second. */
const TICKS = 100
const root = join(import.meta.dirname, '../..')

/** Processor time in s and resident memory in MB of a process. */
function used(pid: number): { readonly cpu_s: number; readonly rss_mb: number; readonly peak_mb: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const mb = (name: string) => Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1_024)
  return { cpu_s: (Number(fields[11]) + Number(fields[12])) / TICKS, rss_mb: mb('VmRSS'), peak_mb: mb('VmHWM') }
}

function pin(pid: number, core: number): void {
  try {
    execFileSync('taskset', ['-a', '-p', '-c', String(core), String(pid)], { stdio: 'ignore' })
  } catch {
    process.stderr.write('taskset is not there: nothing is pinned to a core\n')
  }
}

const share = (from: { cpu_s: number }, to: { cpu_s: number }, seconds: number) =>
  Math.round(((to.cpu_s - from.cpu_s) / seconds) * 1_000) / 10

/** Time of a request and the size of its answer; null where none came within the client's patience. */
async function timed(api: ApiClient, path: string): Promise<{ readonly ms: number; readonly kb: number } | null> {
  const from = performance.now()
  try {
    const body = await (await api.request('GET', path)).arrayBuffer()
    return { ms: Math.round(performance.now() - from), kb: Math.round(body.byteLength / 1_024) }
  } catch (error) {
    say(`${path}: ${error}`)
    return null
  }
}

/** How long the origin itself took for heartbeats since `before`: the bound, in ms, that 99 % of them hold, and the share within 20 ms. */
function handling(before: Metrics, after: Metrics) {
  const known = new Map(before.buckets(HANDLING).map(({ le, count }) => [le, count]))
  const since = after.buckets(HANDLING).map(({ le, count }) => ({ le, count: count - (known.get(le) ?? 0) }))
  const count = since.at(-1)?.count ?? 0
  const within_20_ms = since.findLast(({ le }) => le <= 0.02)?.count ?? 0
  return {
    count,
    p99_at_most_ms: (since.find((bucket) => bucket.count >= count * 0.99)?.le ?? 0) * 1_000,
    within_20_ms_percent: count === 0 ? null : Math.round((within_20_ms / count) * 10_000) / 100,
  }
}

async function steady(pid: number, url: string, crowd: NodeCrowd) {
  crowd.takeRoundTrips()
  const metrics_before = await readMetrics(url)
  const before = used(pid)
  const heard_before = crowd.heard_bytes
  const from = performance.now()
  await sleep(SECONDS * 1_000)
  const seconds = (performance.now() - from) / 1_000
  const after = used(pid)
  const metrics_after = await readMetrics(url)
  return {
    handling: handling(metrics_before, metrics_after),
    origin_cpu_percent: share(before, after, seconds),
    origin_rss_mb: after.rss_mb,
    heartbeats: crowd.takeRoundTrips(),
    sent_kb_per_s: Math.round((crowd.heard_bytes - heard_before) / 1_024 / seconds),
  }
}

const say = (what: string) => process.stderr.write(`${Math.round(performance.now() / 1_000)} s: ${what}\n`)

async function measure(count: number) {
  say(`${count} nodes`)
  const temp = mkdtempSync(join(tmpdir(), 'headwater-heartbeats-'))
  const data_dir = join(temp, 'origin')
  const members = seedNodes(data_dir, count)
  const profile = flags.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${flags.profile}`]
  const words = ['--data-dir', data_dir, '--port', '0', '--no-own-node', '--print', 'json']
  const child = spawn(process.execPath, [...profile, join(root, 'dist/origin/main.js'), 'origin', ...words], {
    env: { ...process.env, HEADWATER_ORIGIN_REDIS: flags.redis, HEADWATER_ORIGIN_LOG_LEVEL: 'error' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  try {
    const first = await createInterface(child.stdout)[Symbol.asyncIterator]().next()
    const ready: OriginReady = originReadySchema.parse(JSON.parse(String(first.value)))
    const { pid, url, api_key } = ready
    const api = new ApiClient(url, api_key)
    if (cpus().length > 1) {
      pin(pid, 0)
      pin(process.pid, 1)
    }
    await using crowd = new NodeCrowd({
      origin_url: url,
      members,
      heartbeat_interval_ms: HEARTBEAT_INTERVAL_MS,
      sessions_per_node: Number(flags.sessions),
    })
    const idle = used(pid)
    const joining_from = performance.now()
    await crowd.connect(Math.min(10_000, count))
    const joined_after_ms = Math.round(performance.now() - joining_from)
    const joined = used(pid)
    say('all are welcomed')
    await sleep(6_000)
    const quiet = await steady(pid, url, crowd)
    const lists = { nodes: await timed(api, '/api/v1/nodes'), streams: await timed(api, '/api/v1/streams') }
    say('all are cut')
    crowd.cut()
    await sleep(1_000)
    crowd.takeRoundTrips()
    const back_from = performance.now()
    const before = used(pid)
    await crowd.connect(10_000)
    const connected_after_ms = Math.round(performance.now() - back_from)
    const back = used(pid)
    const heartbeats = crowd.takeRoundTrips()
    // A welcome follows the hello, which makes a suspect node alive; the list is only asked to see that it is so.
    const answer = await api.request('GET', '/api/v1/nodes').catch(() => null)
    const alive = answer === null ? null : (await answer.text()).split('"state":"alive"').length - 1
    return {
      nodes: count,
      sessions: count * Number(flags.sessions),
      joined: { after_ms: joined_after_ms, cpu_s: Math.round((joined.cpu_s - idle.cpu_s) * 10) / 10 },
      steady: quiet,
      lists,
      reconnect: {
        connected_after_ms,
        alive,
        cpu_s: Math.round((back.cpu_s - before.cpu_s) * 10) / 10,
        heartbeats,
        peak_rss_mb: back.peak_mb,
      },
    }
  } finally {
    child.kill('SIGTERM')
    await ended
    rmSync(temp, { recursive: true, force: true })
  }
}

const sizes: Awaited<ReturnType<typeof measure>>[] = []
for (const count of flags.nodes.split(',')) sizes.push(await measure(Number(count)))
process.stdout.write(`${JSON.stringify({ redis: flags.redis, seconds: SECONDS, sizes }, null, 2)}\n`)
process.exit(0)
