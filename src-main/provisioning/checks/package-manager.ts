import { say } from '#contract/sentence.ts'
import { type Check, pass, warn, withFix } from '../check.ts'

/** What apt and dpkg are at. */
export interface PackageFacts {
  /** Name of the program that holds dpkg's lock, and its process; null: nobody does. */
  readonly holder: { readonly program: string; readonly pid: number } | null
  /** Packages that are half installed, by dpkg's own account. */
  readonly broken: boolean
  /** Whether there is dpkg at all. */
  readonly present: boolean
}

/**
 * Reads `inode` and `/proc/locks` (proc(5): number, kind, mode, rights, process, device:inode, start, end) for who holds the lock.
 */
export function lockHolder(inode: string, locks: string): number | null {
  if (!/^\d+$/.test(inode)) return null
  const [, pid] =
    new RegExp(`^\\d+: +(?:POSIX|FLOCK|OFDLCK) +\\S+ +WRITE +(\\d+) +\\S+:${inode} `, 'm').exec(locks) ?? []
  return pid === undefined ? null : Number(pid)
}

/** Whether packages can be installed there now. */
export const packageManagerCheck: Check<PackageFacts> = {
  id: 'system.packages',
  title: 'Package manager',
  async look(box, _plan, signal) {
    const outputs = await box.readAsRoot(
      {
        present: 'command -v dpkg',
        inode: 'stat -c %i /var/lib/dpkg/lock-frontend',
        locks: 'cat /proc/locks',
        audit: 'dpkg --audit',
      },
      signal,
    )
    const text = (name: string) => outputs.get(name)?.text ?? ''
    const pid = lockHolder(text('inode'), `${text('locks')}\n`)
    const comm = pid === null ? null : await box.readAsRoot({ comm: `cat /proc/${pid}/comm` }, signal)
    const program = comm?.get('comm')?.exit_code === 0 ? comm.get('comm')?.text : undefined
    return {
      present: outputs.get('present')?.exit_code === 0,
      holder: pid === null ? null : { pid, program: program ?? 'a program that has ended since' },
      broken: outputs.get('audit')?.exit_code === 0 && text('audit') !== '',
    }
  },
  judge({ present, holder, broken }) {
    if (!present)
      return warn(say`There is no dpkg on the box.`, say`Nothing can be installed there but what Headwater brings.`)
    if (holder !== null) {
      return warn(
        say`${holder.program} (process ${holder.pid}) is installing packages just now.`,
        say`A machine that has just booted updates itself; wait a few minutes. Headwater waits for it, too, for a while.`,
      )
    }
    if (broken) {
      const command = 'sudo dpkg --configure -a'
      const verdict = warn(say`Some packages are half installed.`, say`Finish them first: ${command}`)
      return withFix(verdict, say`Finish half installed packages`, command)
    }
    return pass(say`Nobody is using it.`)
  },
}
