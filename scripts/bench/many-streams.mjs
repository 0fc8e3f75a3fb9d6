import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Connecting so many publishers and viewers in one go would measure that instead. In ms. */
const apart_ms = 10
const settle_ms = 8_000

/**
 * Many streams at once on one node, each with some viewers: what all of it costs, and whether every viewer got every frame.
 * @returns {Promise<object>}
 */
export async function measureManyStreams({ bin }, { node }, { streams, viewers, duration_s, out, signal }) {
  const children = []
  const start = (core, command, args) => {
    const child = spawn('taskset', ['-c', core, command, ...args], { cwd: out, stdio: ['ignore', 'pipe', 'ignore'] })
    children.push(child)
    return child
  }
  try {
    const server = start('0', 'sh', ['-c', `exec ${node.command}`])
    await pause(5_000, signal)
    const names = Array.from({ length: streams }, (_, index) => `m${index}`)
    for (const name of names) {
      start('1', join(bin, 'flvpub'), [join(bin, 'clip.flv'), `${node.rtmp}/${name}`])
      await pause(apart_ms, signal)
    }
    await pause(settle_ms, signal)
    const window_s = duration_s + 6
    const loads = []
    for (const name of names) {
      const url = `${node.media}/${name}.flv?latency=low`
      const options = ['-q', '-n', String(viewers), '--ramp', '1000', '--duration', String(window_s), '--sample', '1']
      loads.push(lineOf(start('1', join(bin, 'flvload'), [...options, url])))
      await pause(apart_ms, signal)
    }
    await pause(3_000, signal)
    const before = cpuSeconds(server.pid)
    await pause(duration_s * 1000, signal)
    const core = (cpuSeconds(server.pid) - before) / duration_s
    const memory_mb = residentMegabytes(server.pid)
    const results = (await Promise.all(loads)).filter((result) => result !== null)
    const sum = (pick) => results.reduce((total, result) => total + pick(result), 0)
    return {
      streams,
      viewers,
      reported: results.length,
      core_percent: core * 100,
      cpu_ms_per_subscriber_second: (core * 1000) / (streams * viewers),
      mbps: sum(({ mbps }) => mbps),
      memory_mb,
      stalls: sum(({ stalls }) => stalls),
      failed: sum(({ failed, closed }) => failed + closed),
      framing: sum(({ checks }) => checks.lost_sync + checks.framing_err + checks.dts_back + checks.first_not_key),
      latency_p50_ms: median(results.map(({ latency_ms }) => latency_ms?.p50)),
      latency_p99_ms: median(results.map(({ latency_ms }) => latency_ms?.p99)),
    }
  } finally {
    for (const child of children.toReversed()) child.kill('SIGTERM')
  }
}

/** Waits, unless the signal aborts: then it throws its reason. */
async function pause(ms, signal) {
  try {
    await sleep(ms, undefined, { signal })
  } catch (error) {
    throw signal.aborted ? signal.reason : error
  }
}

/** What a load generator prints at its end; null where it printed nothing. */
async function lineOf(child) {
  let text = ''
  for await (const chunk of child.stdout) text += chunk
  return text.startsWith('{') ? JSON.parse(text) : null
}

/** Processor time of every thread of a process so far, the kernel's part included. */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

function residentMegabytes(pid) {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes ?? 0) / 1024
}

function median(values) {
  const sorted = values.filter((value) => typeof value === 'number').toSorted((a, b) => a - b)
  return sorted.length === 0 ? null : sorted[Math.floor(sorted.length / 2)]
}
