import { z } from 'zod'
import { say } from '#contract/sentence.ts'
import type { Box } from '../box.ts'
import { mustRunAsRoot } from './box-command.ts'
import { BROUGHT_FILE, CONFIG_DIR } from './node-place.ts'

/** What provisioning brought to a box that was not there before. Kept on the box, so that it is known after the run, and to another origin. */
const broughtSchema = z.object({
  /** Packages of the distribution. */
  packages: z.array(z.string()).default([]),
  /** Folders that were not there, which the packages fill. */
  folders: z.array(z.string()).default([]),
  /** Folders that were there and empty, which the packages fill. */
  filled: z.array(z.string()).default([]),
  groups: z.array(z.string()).default([]),
})
export type Brought = z.infer<typeof broughtSchema>

const nothing: Brought = { packages: [], folders: [], filled: [], groups: [] }

/** What stands on the box; nothing where there is no list, or none that can be read. */
export async function readBrought(box: Box, signal: AbortSignal): Promise<Brought> {
  const { stdout } = await box.runAsRoot(`cat ${BROUGHT_FILE} 2>/dev/null || :`, {}, signal)
  try {
    return broughtSchema.parse(JSON.parse(stdout))
  } catch {
    return nothing
  }
}

/** Adds to what stands on the box, before any of it is brought. */
export async function noteBrought(box: Box, more: Brought, signal: AbortSignal): Promise<void> {
  const before = await readBrought(box, signal)
  const all: Brought = {
    packages: [...new Set([...before.packages, ...more.packages])],
    folders: [...new Set([...before.folders, ...more.folders])],
    filled: [...new Set([...before.filled, ...more.filled])],
    groups: [...new Set([...before.groups, ...more.groups])],
  }
  const failure = {
    code: 'box_not_writable' as const,
    message: say`${CONFIG_DIR} cannot be written on ${box.host}.`,
    hint: say`Is the disk full, or the file system read-only?`,
  }
  const script = `set -e
umask 022
mkdir -p ${CONFIG_DIR}
cat > ${BROUGHT_FILE}.new
mv ${BROUGHT_FILE}.new ${BROUGHT_FILE}`
  await mustRunAsRoot(box, script, failure, signal, { stdin: `${JSON.stringify(all)}\n` })
}

/** Nothing on the box is ours any more. */
export async function forgetBrought(box: Box, signal: AbortSignal): Promise<void> {
  await box.runAsRoot(`rm -f ${BROUGHT_FILE}; rmdir ${CONFIG_DIR} 2>/dev/null || :`, {}, signal)
}
