const MIB = 1024 ** 2
const GIB = 1024 ** 3

/**
 * What a machine needs to become a node: the one table that a look over SSH and the one-line installer judge by. `block`: it cannot be one
 * below (or beyond) this; `warn`: it can, and somebody should know.
 */
export const limits = {
  /** Distributions and versions that nodes are made for; everything else gets a clear no. */
  systems: { debian: ['12', '13'], ubuntu: ['22.04', '24.04', '26.04'] } as Readonly<Record<string, readonly string[]>>,
  disk: {
    /** On `/`, for the distribution's packages of Docker (0.3 GiB), settings and the first logs. */
    block_bytes: 512 * MIB,
    /** So many times what is brought, where that goes: it, the one before it, and room to unpack. */
    block_times_brought: 2.5,
    /** What an image or a bare node takes unpacked, where nobody knows it of the one to be brought. */
    brought_bytes: 160 * MIB,
    /** Logs and updates come on top. */
    warn_bytes: 4 * GIB,
  },
  memory: {
    /** A node-runtime idles at about 80 MiB, Docker at 60 MiB; buffers of viewers come on top. */
    block_bytes: 256 * MIB,
    warn_bytes: 900 * MIB,
  },
  processors: {
    /** A share of one is used up by some dozens of viewers, or by one relay over TLS at a high bit rate. */
    warn_below: 1,
  },
  clock: { warn_ms: 2_000, block_ms: 60_000 },
} as const

/** `Debian 12, 13; Ubuntu 22.04, 24.04, 26.04`. */
export function supportedSystems(): string {
  return Object.entries(limits.systems)
    .map(([id, versions]) => `${id.charAt(0).toUpperCase()}${id.slice(1)} ${versions.join(', ')}`)
    .join('; ')
}

export function isSupportedSystem(distribution: string | null, version: string | null): boolean {
  return distribution !== null && version !== null && (limits.systems[distribution]?.includes(version) ?? false)
}

/** Free space that what is brought wants where it goes. @param brought_bytes unpacked; null: nobody knows */
export function roomFor(brought_bytes: number | null): number {
  return Math.ceil((brought_bytes ?? limits.disk.brought_bytes) * limits.disk.block_times_brought)
}
