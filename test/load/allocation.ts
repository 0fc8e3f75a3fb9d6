/**
 * What a decision where a client plays costs the origin: `--nodes` (100,1000,10000) nodes that report, ten sessions for each node, `--asked` (2000)
 * questions for random streams. Prints one JSON object; a figure
 * never fails it. Run it as `node test/load/allocation.ts`.
 */
import { createHash } from 'node:crypto'
import { parseArgs } from 'node:util'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import { playUrl } from '#contract/media-urls.ts'
import type { Node } from '#contract/node.ts'
import { allocate } from '../../src-main/streams/allocation.ts'
import { testingNode } from '../../src-main/streams/testing-node.ts'

const { values: flags } = parseArgs({
  options: { nodes: { type: 'string', default: '100,1000,10000' }, asked: { type: 'string', default: '2000' } },
})
const SESSIONS_A_NODE = 10
const thresholds = { cpu_percent: 85, cpu_busy_for_ms: 15_000, egress_mbps: 8_000, subscribers: 2_000 }

/** The same run each time: a digest of a number, between 0 and 1. */
const chance = (text: string) => createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32

function makeNode(nth: number): Node {
  const load = { cpu_percent: 100 * chance(`cpu ${nth}`), egress_mbps: 9_000 * chance(`out ${nth}`) }
  return { ...testingNode(`node-${nth}`, { load }), region: ['eu', 'us', 'ap'][nth % 3] ?? 'eu' }
}

function measure(count: number, asked: number) {
  const nodes = Array.from({ length: count }, (_, nth) => makeNode(nth))
  const holders = new Map<StreamPath, Set<NodeId>>()
  for (let nth = 0; nth < count * SESSIONS_A_NODE; nth += 1) {
    const node = nodes[nth % count]
    if (node !== undefined) holders.set(`live/s${nth}` as StreamPath, new Set([node.id]))
  }
  const took_ms: number[] = []
  for (let nth = 0; nth < asked; nth += 1) {
    const path = `live/s${Math.floor(chance(`asked ${nth}`) * holders.size)}` as StreamPath
    const from = performance.now()
    allocate({
      ...{ nodes, holders: holders.get(path) ?? new Set(), not_fetchable: null, limit: 3, region: 'eu', thresholds },
      when_full: 'best_effort',
      reservedOn: () => ({ clients: 0, mbps: 0 }),
      urlOf: (endpoints) => playUrl(endpoints, 'flv', path),
    })
    took_ms.push(performance.now() - from)
  }
  const sorted = took_ms.slice(Math.floor(asked / 10)).sort((one, other) => one - other)
  const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 1_000) / 1_000
  return { nodes: count, sessions: holders.size, p50_ms: at(0.5), p99_ms: at(0.99), max_ms: at(0.9999) }
}

const runs = flags.nodes.split(',').map((count) => measure(Number(count), Number(flags.asked)))
process.stdout.write(`${JSON.stringify({ asked: Number(flags.asked), runs }, null, 2)}\n`)
