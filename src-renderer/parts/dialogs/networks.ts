import { z } from 'zod'

const networkSchema = z.union([z.cidrv4(), z.cidrv6()])

/** Networks as they are typed, with commas or spaces between them; an address alone is the network of that one machine. */
export function readNetworks(typed: string): { readonly networks: readonly string[] | null; readonly wrong: boolean } {
  const written = typed.split(/[\s,]+/).filter((one) => one !== '')
  if (written.length === 0) return { networks: null, wrong: false }
  const networks = written.map((one) => (one.includes('/') ? one : `${one}/${one.includes(':') ? 128 : 32}`))
  return { networks, wrong: networks.some((one) => !networkSchema.safeParse(one).success) }
}
