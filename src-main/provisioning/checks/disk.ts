import type { NodeForm } from '#contract/provisioning-run.ts'
import { type Sentence, say, together } from '#contract/sentence.ts'
import { block, type Check, pass, warn } from '../check.ts'
import { PROGRAM, PROGRAM_DIR } from '../steps/service-place.ts'
import { formatBytes } from './bytes.ts'
import { architectureOfMachine } from './identity.ts'
import { limits, roomFor } from './limits.ts'

/** One file system as `df -Pk` tells it. */
export interface FileSystem {
  readonly mounted_on: string
  readonly size_bytes: number
  readonly free_bytes: number
}

/** Where room is wanted on a box, and how much there is. */
export interface DiskFacts {
  /** The one at `/`; null: the box does not say. */
  readonly root: FileSystem | null
  /** The one that what is brought goes to: Docker's root, or where programs are. */
  readonly brought_to: FileSystem | null
  readonly form: NodeForm
  /** What is brought takes so much unpacked; null: nobody knows. */
  readonly brought_bytes: number | null
  /** A node was brought there before: the one that is there is room enough for another. */
  readonly brought_before: boolean
}

/** Reads `df -Pk` (POSIX: name, 1024-blocks, used, available, capacity, mount point; names may hold spaces). */
export function parseDf(text: string): readonly FileSystem[] {
  return text.split('\n').flatMap((line) => {
    const [, size, free, mounted_on] = /^\S.*?\s+(\d+)\s+-?\d+\s+(-?\d+)\s+\d+%\s+(\/.*)$/.exec(line) ?? []
    if (size === undefined || free === undefined || mounted_on === undefined) return []
    return [{ mounted_on, size_bytes: Number(size) * 1024, free_bytes: Math.max(0, Number(free) * 1024) }]
  })
}

/** Docker may have been told to keep its images elsewhere; a folder that is not there yet will be where those above it are. */
const DOCKER_ROOT = `root=$(sed -n 's/.*"data-root" *: *"\\([^"]*\\)".*/\\1/p' /etc/docker/daemon.json 2>/dev/null | head -n 1)
for dir in "\${root:-/var/lib/docker}" /var/lib /; do [ -d "$dir" ] && break; done; df -Pk "$dir"`
const PROGRAM_ROOT = `for dir in ${PROGRAM_DIR} /opt /; do [ -d "$dir" ] && break; done; df -Pk "$dir"`

/** Free space for what is brought, where it goes, and for what comes on top of it. */
export const diskCheck: Check<DiskFacts> = {
  id: 'system.disk',
  title: 'Free disk space',
  async look(box, { form = 'container', broughtBytes }, signal) {
    const outputs = await box.readAsRoot(
      {
        root: 'df -Pk /',
        place: form === 'container' ? DOCKER_ROOT : PROGRAM_ROOT,
        machine: 'uname -m',
        before:
          form === 'container'
            ? 'timeout 5 docker image ls -q headwater/node-runtime | grep -q .'
            : `test -x ${PROGRAM}`,
      },
      signal,
    )
    const seen = (name: string) => parseDf(outputs.get(name)?.text ?? '').at(-1) ?? null
    const arch = architectureOfMachine(outputs.get('machine')?.text ?? '')
    return {
      ...{ root: seen('root'), brought_to: seen('place'), form },
      brought_bytes: arch === null || broughtBytes === undefined ? null : await broughtBytes(form, arch),
      brought_before: outputs.get('before')?.exit_code === 0,
    }
  },
  judge({ root, brought_to, form, brought_bytes, brought_before }) {
    if (root === null || brought_to === null) {
      return warn(say`The box does not say how much disk space is free.`, say`Look for yourself: df -h / /var/lib`)
    }
    const { disk } = limits
    const brought = brought_before ? 0 : roomFor(brought_bytes)
    const makeRoom = say`Make room (sudo apt-get clean; docker image prune) or enlarge the disk.`
    const apart = brought_to.mounted_on !== root.mounted_on
    const wants = [
      { on: root, bytes: disk.block_bytes + (apart ? 0 : brought) },
      ...(apart ? [{ on: brought_to, bytes: brought }] : []),
    ]
    const short = wants.find(({ on, bytes }) => on.free_bytes < bytes)
    if (short !== undefined) {
      const takes = formatBytes(brought_bytes ?? disk.brought_bytes)
      const why =
        form === 'container'
          ? say`The node’s image takes ${takes}, and ${formatBytes(brought)} leave room to unpack it and for the one before it.`
          : say`The node takes ${takes}, and ${formatBytes(brought)} leave room to unpack it and for the one before it.`
      const is_brought = brought > 0 && !(apart && short.on === root)
      const needed = say`At least ${formatBytes(short.bytes)} are needed there.`
      return block(say`Only ${freeOn(short.on)}.`, together([makeRoom, needed, ...(is_brought ? [why] : [])]))
    }
    const tightest = wants.map(({ on }) => on).sort((a, b) => a.free_bytes - b.free_bytes)[0] ?? root
    if (tightest.free_bytes < disk.warn_bytes) {
      const may = say`With less than ${formatBytes(disk.warn_bytes)}, updates and logs may fill it.`
      return warn(say`${freeOn(tightest)}.`, together([makeRoom, may]))
    }
    return pass(say`${freeOn(tightest)}.`)
  },
}

function freeOn({ mounted_on, size_bytes, free_bytes }: FileSystem): Sentence {
  return say`${formatBytes(free_bytes)} of ${formatBytes(size_bytes)} free on ${mounted_on}`
}
