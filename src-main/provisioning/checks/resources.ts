import { block, type Check, pass, warn } from '../check.ts'

const GIB = 1024 ** 3
const MIB = 1024 ** 2

/** A node image takes 0.2 GiB and Docker's packages 0.3 GiB; an update keeps the image before it. */
const DISK_BLOCK_BYTES = GIB
const DISK_WARN_BYTES = 4 * GIB
/** A node-runtime idles at about 80 MiB, Docker at 60 MiB; buffers of viewers come on top. */
const MEMORY_BLOCK_BYTES = 256 * MIB
const MEMORY_WARN_BYTES = 900 * MIB

/** One file system as `df -Pk` tells it. */
export interface FileSystem {
  readonly mounted_on: string
  readonly size_bytes: number
  readonly free_bytes: number
}

/** Reads `df -Pk` (POSIX: name, 1024-blocks, used, available, capacity, mount point; names may hold spaces). */
export function parseDf(text: string): readonly FileSystem[] {
  return text.split('\n').flatMap((line) => {
    const [, size, free, mounted_on] = /^\S.*?\s+(\d+)\s+-?\d+\s+(-?\d+)\s+\d+%\s+(\/.*)$/.exec(line) ?? []
    if (size === undefined || free === undefined || mounted_on === undefined) return []
    return [{ mounted_on, size_bytes: Number(size) * 1024, free_bytes: Math.max(0, Number(free) * 1024) }]
  })
}

/** Free space where Docker and the node keep their files. */
export const diskCheck: Check<readonly FileSystem[]> = {
  id: 'system.disk',
  title: 'Free disk space',
  async look(box, _plan, signal) {
    const docker = 'for dir in /var/lib/docker /var/lib /; do [ -d "$dir" ] && break; done'
    const outputs = await box.read({ df: `${docker}; df -Pk / "$dir"` }, signal)
    const seen = new Map(parseDf(outputs.get('df')?.text ?? '').map((each) => [each.mounted_on, each]))
    return [...seen.values()]
  },
  judge(fileSystems) {
    const tightest = [...fileSystems].sort((a, b) => a.free_bytes - b.free_bytes)[0]
    if (tightest === undefined) {
      return warn('The box does not say how much disk space is free.', 'Look for yourself: df -h / /var/lib')
    }
    const found = `${formatBytes(tightest.free_bytes)} of ${formatBytes(tightest.size_bytes)} free on ${tightest.mounted_on}`
    const remedy = 'Make room (sudo apt-get clean; docker image prune) or enlarge the disk.'
    if (tightest.free_bytes < DISK_BLOCK_BYTES) return block(`Only ${found}.`, `${remedy} At least 1 GiB is needed.`)
    if (tightest.free_bytes < DISK_WARN_BYTES) {
      return warn(`${found}.`, `${remedy} With less than 4 GiB, updates and logs may fill it.`)
    }
    return pass(`${found}.`)
  },
}

/** Memory and processors the box may use: the machine's, or its control group's where that is less. */
export interface MemoryFacts {
  readonly total_bytes: number | null
  readonly limit_bytes: number | null
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

export const memoryCheck: Check<MemoryFacts> = {
  id: 'system.memory',
  title: 'Memory and processors',
  async look(box, _plan, signal) {
    const outputs = await box.read(
      {
        meminfo: 'cat /proc/meminfo',
        limit: 'cat /sys/fs/cgroup/memory.max || cat /sys/fs/cgroup/memory/memory.limit_in_bytes',
        processors: 'nproc || getconf _NPROCESSORS_ONLN',
      },
      signal,
    )
    const processors = Number.parseInt(outputs.get('processors')?.text ?? '', 10)
    return {
      total_bytes: parseMeminfo(outputs.get('meminfo')?.text ?? '', 'MemTotal'),
      limit_bytes: parseMemoryLimit(outputs.get('limit')?.text.split('\n').at(-1) ?? ''),
      processors: Number.isNaN(processors) ? null : processors,
    }
  },
  judge({ total_bytes, limit_bytes, processors }) {
    const usable = Math.min(total_bytes ?? Number.POSITIVE_INFINITY, limit_bytes ?? Number.POSITIVE_INFINITY)
    if (!Number.isFinite(usable)) {
      return warn('The box does not say how much memory it has.', 'Look for yourself: free -m')
    }
    const count = processors === null ? '' : `, ${processors} ${processors === 1 ? 'processor' : 'processors'}`
    const found = `${formatBytes(usable)} of memory${count}`
    if (usable < MEMORY_BLOCK_BYTES) return block(`Only ${found}.`, 'Give the box at least 512 MiB of memory.')
    if (usable < MEMORY_WARN_BYTES) {
      return warn(`${found}.`, 'Enough for a few streams and some dozens of viewers; 1 GiB or more is better.')
    }
    return pass(`${found}.`)
  },
}

/** Bytes for people: `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  if (bytes >= GIB) return `${(bytes / GIB).toFixed(bytes >= 10 * GIB ? 0 : 1)} GiB`
  return `${Math.round(bytes / MIB)} MiB`
}
