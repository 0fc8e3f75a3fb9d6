/**
 * Many small streams on one node: publishes `--streams` (500) of 200 kbit/s by RTMP to an origin's own node, watches `--watched` (50) of them
 * by HTTP-FLV, and after a warm-up measures for `--seconds` (20). Prints one JSON object; a figure never fails it.
 * Run it as `node test/load/many-streams.ts` after `npm run build`.
 */
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import { originReadySchema } from '#contract/program-output.ts'
import { loopFile } from '../../node-runtime/protocols/flv/file-loop.ts'
import { parsePublishUrl, RtmpPublication } from '../../node-runtime/protocols/rtmp/publish-client.ts'
import { FlvChecker } from '../harness/flv-checker.ts'

const { values: flags } = parseArgs({
  options: {
    streams: { type: 'string', default: '500' },
    watched: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '20' },
    warm_up: { type: 'string', default: '15' },
  },
})
/** Publishers begin at so many points of a frame's time, as they do in life. */
const PHASES = 10
const FRAME_MS = 40
/** Clock ticks of /proc in a second. */
const TICKS = 100

const temp = mkdtempSync(join(tmpdir(), 'headwater-many-'))
const over = new AbortController()
const root = join(import.meta.dirname, '../..')

async function makeClip(): Promise<string> {
  const file = join(temp, 'small.flv')
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=426x240:rate=25', '-c:v', 'libx264', '-preset', 'veryfast']
  const rate = ['-b:v', '136k', '-maxrate', '136k', '-bufsize', '136k', '-g', '50', '-bf', '0', '-pix_fmt', 'yuv420p']
  const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=44100']
  const inputs = [...picture.slice(0, 4), ...sound, ...picture.slice(4), ...rate]
  await promisify(execFile)('ffmpeg', [
    ...[
      '-hide_banner',
      '-loglevel',
      'error',
      '-y',
      ...inputs,
      '-c:a',
      'aac',
      '-b:a',
      '64k',
      '-t',
      '10',
      '-f',
      'flv',
      file,
    ],
  ])
  return file
}

/** Processor time in s and resident memory in MB of a process. */
function used(pid: number): { readonly cpu_s: number; readonly rss_mb: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  const rss_kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0
  return { cpu_s: (Number(fields[11]) + Number(fields[12])) / TICKS, rss_mb: Math.round(Number(rss_kb) / 1024) }
}

/** Sends the clip to all of `publications` at once, in its own time. */
async function feed(file: string, publications: readonly RtmpPublication[]): Promise<void> {
  const started_at = performance.now()
  for await (const unit of loopFile(file, true, over.signal)) {
    const early_ms = started_at + unit.dts_ms - performance.now()
    if (early_ms > 1) await sleep(early_ms, undefined, { signal: over.signal })
    for (const publication of publications) publication.send(unit).catch(() => lost.add(publication))
  }
}
const lost = new Set<RtmpPublication>()

interface Watch {
  frames: number
  longest_gap_ms: number
  last_at: number
  /** Steps of the picture's time of more than one and a half frames. */
  missing: number
  ended: boolean
}

function watch(url: string): Watch {
  const seen: Watch = { frames: 0, longest_gap_ms: 0, last_at: performance.now(), missing: 0, ended: false }
  let last_dts_ms: number | null = null
  const checker = new FlvChecker((tag) => {
    if (tag.kind !== 'video' || tag.config) return
    const now = performance.now()
    seen.longest_gap_ms = Math.max(seen.longest_gap_ms, now - seen.last_at)
    seen.last_at = now
    seen.frames++
    if (last_dts_ms !== null && tag.timestamp_ms - last_dts_ms > 1.5 * FRAME_MS) seen.missing++
    last_dts_ms = tag.timestamp_ms
  })
  const asked = request(url, { agent: false, signal: over.signal }, (answer) => {
    answer.on('data', (bytes: Buffer) => checker.push(bytes))
    answer.on('close', () => {
      seen.ended = true
    })
    answer.on('error', () => undefined)
  })
  asked.on('error', () => {
    seen.ended = true
  })
  asked.end()
  return seen
}

async function measure() {
  const file = await makeClip()
  const arguments_ = [
    'origin',
    '--data-dir',
    join(temp, 'origin'),
    '--port',
    '0',
    '--rtmp-port',
    '0',
    '--media-port',
    '0',
  ]
  const child = spawn(process.execPath, [join(root, 'scripts/headwater.mjs'), ...arguments_, '--print', 'json'], {
    env: { ...process.env, HEADWATER_ORIGIN_REDIS: 'memory', HEADWATER_ORIGIN_LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const first = await createInterface(child.stdout)[Symbol.asyncIterator]().next()
    const ready = originReadySchema.parse(JSON.parse(String(first.value)))
    if (ready.node === null) throw new Error('the origin has no node of its own')
    const { rtmp_url, media_url, pid } = ready.node
    const idle = used(pid)
    const phases: RtmpPublication[][] = Array.from({ length: PHASES }, () => [])
    for (let index = 0; index < Number(flags.streams); index++) {
      const target = parsePublishUrl(`${rtmp_url}/live/s${index}`)
      phases[index % PHASES]?.push(await RtmpPublication.open(target, over.signal))
    }
    const feeds: Promise<void>[] = []
    for (const publications of phases) {
      feeds.push(feed(file, publications).catch(() => undefined))
      await sleep(FRAME_MS / PHASES)
    }
    await sleep(2_500)
    const watches = Array.from({ length: Number(flags.watched) }, (_, index) =>
      watch(`${media_url}/live/s${(index * 7) % Number(flags.streams)}.flv`),
    )
    await sleep(Number(flags.warm_up) * 1_000)
    for (const seen of watches)
      Object.assign(seen, { longest_gap_ms: 0, missing: 0, frames: 0, last_at: performance.now() })
    const before = { node: used(pid), origin: used(ready.pid), self: process.cpuUsage() }
    await sleep(Number(flags.seconds) * 1_000)
    const after = { node: used(pid), origin: used(ready.pid), self: process.cpuUsage(before.self) }
    const seconds = Number(flags.seconds)
    const share = (from: { cpu_s: number }, to: { cpu_s: number }) =>
      Math.round(((to.cpu_s - from.cpu_s) / seconds) * 1_000) / 10
    const figures = {
      streams: Number(flags.streams),
      watched: watches.length,
      seconds,
      node_cpu_percent: share(before.node, after.node),
      origin_cpu_percent: share(before.origin, after.origin),
      load_cpu_percent: Math.round((after.self.user + after.self.system) / 1_000 / seconds) / 10,
      node_rss_mb: { idle: idle.rss_mb, before: before.node.rss_mb, after: after.node.rss_mb },
      origin_rss_mb: { before: before.origin.rss_mb, after: after.origin.rss_mb },
      publishers_lost: lost.size,
      viewers_ended: watches.filter(({ ended }) => ended).length,
      frames_expected: watches.length * seconds * (1_000 / FRAME_MS),
      frames_seen: watches.reduce((sum, { frames }) => sum + frames, 0),
      frames_missing: watches.reduce((sum, { missing }) => sum + missing, 0),
      longest_gap_ms: Math.round(Math.max(0, ...watches.map(({ longest_gap_ms }) => longest_gap_ms))),
    }
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
    over.abort()
    await Promise.all(feeds)
  } finally {
    over.abort()
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
    rmSync(temp, { recursive: true, force: true })
  }
}

await measure()
process.exit(0)
