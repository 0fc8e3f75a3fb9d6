import { type Sentence, say } from '#contract/sentence.ts'
import { block, type Check, pass, warn } from '../check.ts'
import { formatBytes } from './bytes.ts'
import { limits } from './limits.ts'

/** Memory and processors the box may use: the machine's, or its control group's where that is less. */
export interface MemoryFacts {
  readonly total_bytes: number | null
  readonly limit_bytes: number | null
  /** Whole ones, or a share of one where its control group has a quota; null: it does not say. */
  readonly processors: number | null
}

/** Reads one field of /proc/meminfo, in bytes. */
export function parseMeminfo(text: string, field: string): number | null {
  const [, value] = new RegExp(`^${field}:\\s+(\\d{1,15}) kB$`, 'm').exec(text) ?? []
  return value === undefined ? null : Number(value) * 1024
}

/** Reads a control group's memory limit (v2 `memory.max`, v1 `memory.limit_in_bytes`); null: there is none. */
export function parseMemoryLimit(text: string): number | null {
  const limit = /^\d{1,19}$/.test(text) ? Number(text) : null
  // Version 1 writes "no limit" as the largest number of pages.
  return limit === null || limit > 2 ** 60 ? null : limit
}

/**
 * Reads a control group's quota of processor time: v2 `cpu.max`, `50000 100000` or `max 100000`; v1 `cpu.cfs_quota_us` and
 * `cpu.cfs_period_us`, one below the other, with -1 for none. In processors; null: there is none.
 */
export function parseProcessorQuota(text: string): number | null {
  const [, quota, period] = /^(\d{1,12})\s+(\d{1,12})$/.exec(text.trim()) ?? []
  if (quota === undefined || period === undefined || Number(period) === 0) return null
  return Number(quota) / Number(period)
}

export const memoryCheck: Check<MemoryFacts> = {
  id: 'system.memory',
  title: 'Memory and processors',
  async look(box, _plan, signal) {
    const outputs = await box.read(
      {
        meminfo: 'cat /proc/meminfo',
        limit: 'cat /sys/fs/cgroup/memory.max || cat /sys/fs/cgroup/memory/memory.limit_in_bytes',
        processors: 'nproc || getconf _NPROCESSORS_ONLN',
        quota:
          'cat /sys/fs/cgroup/cpu.max || cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/cpu/cpu.cfs_period_us',
      },
      signal,
    )
    const processors = Number.parseInt(outputs.get('processors')?.text ?? '', 10)
    // What cannot be read says so on a line before.
    const quota = parseProcessorQuota(
      (outputs.get('quota')?.text ?? '')
        .split('\n')
        .filter((line) => /^(max|-?\d+)( \d+)?$/.test(line))
        .join(' '),
    )
    return {
      total_bytes: parseMeminfo(outputs.get('meminfo')?.text ?? '', 'MemTotal'),
      limit_bytes: parseMemoryLimit(outputs.get('limit')?.text.split('\n').at(-1) ?? ''),
      processors: Number.isNaN(processors) ? null : Math.min(processors, quota ?? processors),
    }
  },
  judge({ total_bytes, limit_bytes, processors }) {
    const usable = Math.min(total_bytes ?? Number.POSITIVE_INFINITY, limit_bytes ?? Number.POSITIVE_INFINITY)
    if (!Number.isFinite(usable)) {
      return warn(say`The box does not say how much memory it has.`, say`Look for yourself: free -m`)
    }
    const found = amountOf(formatBytes(usable), processors)
    const { memory } = limits
    if (usable < memory.block_bytes) {
      return block(say`Only ${found}.`, say`Give the box at least ${formatBytes(2 * memory.block_bytes)} of memory.`)
    }
    if (usable < memory.warn_bytes) {
      return warn(say`${found}.`, say`Enough for a few streams and some dozens of viewers; 1 GiB or more is better.`)
    }
    if (processors !== null && processors < limits.processors.warn_below) {
      return warn(
        say`${found}.`,
        say`A share of a processor is used up by some dozens of viewers: give the box one or more.`,
      )
    }
    return pass(say`${found}.`)
  },
}

function amountOf(memory: string, processors: number | null): Sentence {
  if (processors === null) return say`${memory} of memory`
  return processors === 1
    ? say`${memory} of memory, 1 processor`
    : say`${memory} of memory, ${Number(processors.toFixed(2))} processors`
}
