/**
 * `node test/load/relay-transports.ts` (Node 24): a relay hop over TLS and over QUIC between two nodes on this machine.
 * Prints one line of JSON for each transport and round. Both nodes share one process; their sidecars are counted apart.
 */
import { readFileSync } from 'node:fs'
import type { StreamPath } from '#contract/ids.ts'
import type { LiveStream } from '../../node-runtime/media/live-stream.ts'
import { FlvDemuxer } from '../../node-runtime/protocols/flv/to-stream.ts'
import { endAll, never, pullOf, sourceOf, startPair, type TestNode } from '../../node-runtime/relay/relay-test-nodes.ts'
import { RelayTransports } from '../../node-runtime/relay/relay-transports.ts'

const TICKS_PER_S = 100
const quantile = (sorted: readonly number[], q: number) => sorted[Math.floor((sorted.length - 1) * q)] ?? Number.NaN
const rounded = (value: number, digits = 2) => Number(value.toFixed(digits))
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function sidecarCpu({ quic }: TestNode): number {
  if (quic.pid === undefined) return 0
  const fields = readFileSync(`/proc/${quic.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S
}

function publishOn(node: TestNode, path: string) {
  const stream = node.directory.publish(path as StreamPath, {
    kind: 'publisher',
    protocol: 'rtmp',
    encoder: null,
    address: '127.0.0.1',
  })
  let frame = 0
  const push = (bytes: number) => {
    const body = Buffer.allocUnsafe(bytes)
    body.set([frame % 50 === 0 ? 0x17 : 0x27, 1, 0, 0, 0])
    body.writeDoubleBE(performance.now(), 5)
    stream.push({
      kind: 'video',
      codec: 'h264',
      dts_ms: frame * 20,
      keyframe: frame % 50 === 0,
      config: false,
      body,
      payload_offset: 5,
    })
    frame += 1
  }
  return { stream, push }
}

/** Calls back with the age in ms of each frame, as a viewer's buffers hold it, and its size. */
function follow(stream: LiveStream, onFrame: (age_ms: number, bytes: number) => void) {
  const demuxer = new FlvDemuxer({
    header: 'file',
    onUnit: (unit) => {
      if (unit.kind === 'video') onFrame(performance.now() - unit.body.readDoubleBE(5), unit.body.length)
    },
  })
  const sink = {
    buffered_bytes: 0,
    send: (group: Buffer) => {
      demuxer.push(group)
      return true
    },
    write: (buffers: readonly Buffer[]) => {
      for (const buffer of buffers) demuxer.push(buffer)
    },
    end: () => undefined,
  }
  return stream.attach({ format: 'flv', latency: 'low', kind: 'viewer', id: 'bench', sink })
}

async function measure(transport: 'tls' | 'quic') {
  const { a, b } = await startPair({ transport, policy: { release_delay_ms: 0 } })
  const pull = async (path: string, stream: LiveStream) => {
    b.located.answers = [sourceOf(a, stream)]
    return await b.resolver.resolve(path as StreamPath, never)
  }
  const joins: number[] = []
  for (let join = 0; join < 20; join += 1) {
    const { stream, push } = publishOn(a, `live/join${join}`)
    push(10_000)
    const from = performance.now()
    const relayed = await pull(`live/join${join}`, stream)
    await new Promise<void>((resolve) => follow(relayed, () => resolve()))
    joins.push(performance.now() - from)
    stream.end('done')
  }
  const ages: number[] = []
  const idle = publishOn(a, 'live/latency')
  idle.push(10_000)
  const subscription = follow(await pull('live/latency', idle.stream), (age) => ages.push(age))
  const timer = setInterval(() => idle.push(10_000), 10)
  await pause(200)
  ages.length = 0
  await pause(10_000)
  clearInterval(timer)
  subscription.detach()
  idle.stream.end('done')
  ages.sort((one, other) => one - other)

  const link = await measureLink(transport, a, b)
  await endAll()
  const later = joins.slice(1).sort((one, other) => one - other)
  return {
    transport,
    first_join_ms: rounded(joins[0] ?? Number.NaN, 1),
    later_join_p50_ms: rounded(quantile(later, 0.5), 1),
    hop_p50_ms: rounded(quantile(ages, 0.5)),
    hop_p99_ms: rounded(quantile(ages, 0.99)),
    ...link,
  }
}

/** Bytes without meaning, as fast as one link takes them, for five seconds; what the sidecars use is counted apart. */
async function measureLink(transport: 'tls' | 'quic', a: TestNode, b: TestNode) {
  const received = { bytes: 0 }
  const identity = { ...b.identity }
  const transports = new RelayTransports({ identity, setting: transport, quic: () => b.quic })
  const chunk = Buffer.alloc(64 * 1024)
  const { stream } = publishOn(a, 'live/link')
  // The pull is answered by the source as any other; what follows is written behind its answer.
  const attach = stream.attach.bind(stream)
  stream.attach = (options) => {
    const write = () => {
      while (options.sink.buffered_bytes < 1024 * 1024) options.sink.write([chunk])
      timer = setTimeout(write, 1)
    }
    let timer = setTimeout(write, 1)
    stream.ended.addEventListener('abort', () => clearTimeout(timer), { once: true })
    return attach(options)
  }
  const link = await transports.dial(transport, a.peer, never)
  link.on('error', () => undefined)
  link.on('data', (bytes: Buffer) => {
    received.bytes += bytes.length
  })
  link.write(pullOf(b, stream.session_id, stream.path))
  link.resume()
  await pause(500)
  const from = {
    at: performance.now(),
    bytes: received.bytes,
    cpu: process.cpuUsage(),
    sidecars: sidecarCpu(a) + sidecarCpu(b),
  }
  await pause(5_000)
  const seconds = (performance.now() - from.at) / 1_000
  const gigabytes = (received.bytes - from.bytes) / 1e9
  const { user, system } = process.cpuUsage(from.cpu)
  const sidecars = sidecarCpu(a) + sidecarCpu(b) - from.sidecars
  stream.end('done')
  link.destroy()
  return {
    link_mbps: rounded((gigabytes * 8_000) / seconds, 0),
    nodes_cpu_s_per_gb: rounded((user + system) / 1e6 / gigabytes),
    sidecars_cpu_s_per_gb: rounded(sidecars / gigabytes),
  }
}

for (let round = 0; round < 3; round += 1) {
  for (const transport of ['tls', 'quic'] as const) {
    process.stdout.write(`${JSON.stringify(await measure(transport))}\n`)
  }
}
process.exit(0)
