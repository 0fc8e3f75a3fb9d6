const GIB = 1024 ** 3
const MIB = 1024 ** 2

/** Bytes for people: `1.5 GiB`. */
export function formatBytes(bytes: number): string {
  if (bytes >= GIB) return `${(bytes / GIB).toFixed(bytes >= 10 * GIB ? 0 : 1)} GiB`
  return `${Math.round(bytes / MIB)} MiB`
}
