import { join } from 'node:path'
import { readPrivateFile, writePrivateFile } from './private-file.ts'

/**
 * Counts this start of the program, on disk, and returns its number: larger than that of every start before. Where
 * the count was lost, the seconds since 1970 take its place, which no count of starts reaches.
 * @param first whether this node never enrolled, so that nobody knows an epoch of it
 */
export async function nextEpoch(data_dir: string, first: boolean): Promise<number> {
  const file = join(data_dir, 'identity', 'epoch')
  const kept = await readPrivateFile(file)
  const last = kept !== null && /^\d{1,15}\n?$/.test(kept) ? Number.parseInt(kept, 10) : null
  const floor = kept === null && first ? 0 : Math.floor(Date.now() / 1000)
  const epoch = (last ?? floor) + 1
  await writePrivateFile(file, `${epoch}\n`)
  return epoch
}
