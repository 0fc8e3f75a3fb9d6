import os from 'node:os'
import type { HostFacts, NodeLoad } from '#contract/node.ts'
import type { StreamTotals } from '../media/stream-directory.ts'
import type { DiskRoom } from './disk-room.ts'

/** How long the look at the machine may take at start, in ms; what is not known by then is left to what Node knows. */
const FACTS_TIMEOUT_MS = 3_000

/** Memory of this machine, or of the container where that has less, in bytes. */
function totalMemory(): number {
  const limit = process.constrainedMemory()
  // Without a limit the kernel says 0, or a number larger than any machine.
  return limit > 0 && limit < os.totalmem() ? limit : os.totalmem()
}

/** What does not change while the node runs. Reads files and may start a short-lived program; done once. */
export async function readHostFacts(): Promise<HostFacts> {
  const processors = os.cpus()
  const known: HostFacts = {
    hostname: os.hostname(),
    platform: process.platform,
    distribution: `${os.type()} ${os.release()}`,
    arch: process.arch,
    cpu_model: processors[0]?.model.trim() || 'unknown',
    cpu_cores: Math.max(1, os.availableParallelism()),
    memory_total_bytes: totalMemory(),
    node_version: process.versions.node,
  }
  const late = Promise.withResolvers<null>()
  const timer = setTimeout(() => late.resolve(null), FACTS_TIMEOUT_MS)
  try {
    const found = await Promise.race([lookAtHost(), late.promise])
    return found === null ? known : { ...known, ...found }
  } finally {
    clearTimeout(timer)
  }
}

async function lookAtHost(): Promise<Pick<HostFacts, 'distribution' | 'cpu_model'> | null> {
  const { cpu, osInfo } = await import('systeminformation')
  const [system, processor] = await Promise.all([osInfo(), cpu()])
  const distribution = [system.distro, system.release].filter((part) => part && part !== 'unknown').join(' ')
  const cpu_model = [processor.manufacturer, processor.brand].filter(Boolean).join(' ').trim()
  if (distribution === '' || cpu_model === '') return null
  return { distribution, cpu_model }
}

/** Ticks of all processors since boot. */
interface ProcessorTimes {
  readonly busy: number
  readonly total: number
}

function processorTimes(): ProcessorTimes {
  let busy = 0
  let total = 0
  for (const { times } of os.cpus()) {
    const all = times.user + times.nice + times.sys + times.idle + times.irq
    total += all
    busy += all - times.idle
  }
  return { busy, total }
}

/** Counters at one moment; a load is the difference of two. */
interface Sample {
  readonly at_ms: number
  readonly processors: ProcessorTimes
  readonly own: NodeJS.CpuUsage
  readonly totals: StreamTotals
}

/** Two samples closer than this say nothing about a rate, in ms. */
const SHORTEST_SPAN_MS = 100

const percent = (share: number) => Math.round(Math.min(100, Math.max(0, share * 100)) * 10) / 10

/**
 * Measures what the node and its machine have to carry, from counters alone: no program is started and no file of any
 * size is read, because this runs with every heartbeat.
 */
export class LoadMeter {
  readonly #totals: () => StreamTotals
  readonly #relaysIn: () => number
  readonly #disk: Pick<DiskRoom, 'last'>
  #last: Sample
  #load: NodeLoad

  constructor(options: {
    readonly totals: () => StreamTotals
    /** Relays this node pulls. */
    readonly relaysIn: () => number
    readonly disk: Pick<DiskRoom, 'last'>
  }) {
    this.#totals = options.totals
    this.#relaysIn = options.relaysIn
    this.#disk = options.disk
    this.#last = this.#sample()
    this.#load = this.#between(this.#last, this.#last)
  }

  /** As it was measured last. */
  get last(): NodeLoad {
    return this.#load
  }

  /** The load since the last call; rates of a call that follows at once are those of the last one. */
  measure(): NodeLoad {
    const now = this.#sample()
    if (now.at_ms - this.#last.at_ms < SHORTEST_SPAN_MS) {
      this.#load = { ...this.#load, ...this.#gauges(now.totals) }
      return this.#load
    }
    this.#load = this.#between(this.#last, now)
    this.#last = now
    return this.#load
  }

  #sample(): Sample {
    return { at_ms: performance.now(), processors: processorTimes(), own: process.cpuUsage(), totals: this.#totals() }
  }

  #between(from: Sample, to: Sample): NodeLoad {
    const span_ms = Math.max(1, to.at_ms - from.at_ms)
    const ticks = to.processors.total - from.processors.total
    const own_us = to.own.user + to.own.system - from.own.user - from.own.system
    const mbps = (bytes: number) => Math.round((Math.max(0, bytes) * 8) / span_ms) / 1_000
    return {
      cpu_percent: ticks > 0 ? percent((to.processors.busy - from.processors.busy) / ticks) : 0,
      process_cpu_percent: Math.round((own_us / 1_000 / span_ms) * 1_000) / 10,
      egress_mbps: mbps(to.totals.egress_bytes - from.totals.egress_bytes),
      ingress_mbps: mbps(to.totals.ingress_bytes - from.totals.ingress_bytes),
      ...this.#gauges(to.totals),
    }
  }

  #gauges(totals: StreamTotals) {
    const memory_total_bytes = totalMemory()
    const available = Math.min(process.availableMemory(), os.freemem())
    return {
      memory_percent: percent(1 - available / memory_total_bytes),
      memory_total_bytes,
      process_memory_bytes: process.memoryUsage.rss(),
      publishers: totals.publishers,
      subscribers: totals.viewers,
      relays_in: this.#relaysIn(),
      relays_out: totals.relays_out,
      subscribers_dropped: totals.dropped,
      ...this.#disk.last,
    }
  }
}
