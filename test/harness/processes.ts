import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { waitFor } from './wait-for.ts'

/** Reads a file of /proc; empty when the process went away meanwhile or is not ours to read. */
function proc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error) return ''
    throw error
  }
}

/** Where a link of /proc leads; empty as above. */
function link(pid: number, name: string): string {
  try {
    return readlinkSync(`/proc/${pid}/${name}`)
  } catch (error) {
    if (error instanceof Error && 'code' in error) return ''
    throw error
  }
}

/** Whether the process holds a file below `path` open; a process that set its title shows no other trace of it. */
function holdsOpen(pid: number, path: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => link(pid, `fd/${fd}`).startsWith(path))
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false
    throw error
  }
}

function allPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
}

/** The arguments a process was started with, as anyone on the machine can read them. */
export function commandLineOf(pid: number): string {
  return proc(pid, 'cmdline').replaceAll('\0', ' ').trim()
}

/** The environment a process was started with, as its user can read it. */
export function environmentOf(pid: number): string {
  return proc(pid, 'environ').replaceAll('\0', '\n')
}

/** All that a process started, and what that started, and so on. */
export function descendantsOf(ancestor: number): number[] {
  const parents = new Map(allPids().map((pid) => [pid, Number(/^\d+ \(.*\) \S (\d+)/s.exec(proc(pid, 'stat'))?.[1])]))
  const found = new Set([ancestor])
  for (let before = 0; before < found.size; ) {
    before = found.size
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid)
  }
  found.delete(ancestor)
  return [...found]
}

/** Whether the process runs; a zombie that waits for its parent does not. */
export function isRunning(pid: number): boolean {
  const status = proc(pid, 'stat')
  return status !== '' && !/\) Z /.test(status)
}

/** Resident memory of a process, in bytes. */
export function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(proc(pid, 'status'))?.[1]
  if (kilobytes === undefined) throw new Error(`process ${pid} is gone`)
  return Number(kilobytes) * 1024
}

/** Running processes that have `path` in their arguments or environment, work in it, or hold a file in it open. */
export function processesNaming(path: string): number[] {
  return allPids().filter(
    (pid) =>
      pid !== process.pid &&
      isRunning(pid) &&
      (commandLineOf(pid).includes(path) ||
        proc(pid, 'environ').includes(path) ||
        link(pid, 'cwd').startsWith(path) ||
        holdsOpen(pid, path)),
  )
}

/** A TCP connection over IPv4 that a process holds, as the system sees it. */
export interface Connection {
  readonly local_port: number
  readonly remote_port: number
  readonly state: 'established' | 'other'
}

/** All TCP connections over IPv4 of a process, listening sockets and all. */
export function connectionsOf(pid: number): Connection[] {
  const inodes = new Set<string>()
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    const inode = /^socket:\[(\d+)\]$/.exec(link(pid, `fd/${fd}`))?.[1]
    if (inode !== undefined) inodes.add(inode)
  }
  const port = (address = '') => Number.parseInt(address.split(':')[1] ?? '', 16)
  return ['net/tcp', 'net/tcp6'].flatMap((table) =>
    proc(pid, table)
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => inodes.has(fields[9] ?? ''))
      .map(([, local, remote, state]) => ({
        local_port: port(local),
        remote_port: port(remote),
        state: state === '01' ? 'established' : 'other',
      })),
  )
}

/** Running children of a process whose command line matches. */
export function childrenOf(parent: number, command: RegExp): number[] {
  return allPids().filter((pid) => {
    const parentPid = /^\d+ \(.*\) \S (\d+)/s.exec(proc(pid, 'stat'))?.[1]
    return Number(parentPid) === parent && isRunning(pid) && command.test(commandLineOf(pid))
  })
}

/** Sends a signal; false when the process had ended already. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

/** Kills the processes and waits until they are gone. */
export async function endProcesses(pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    signal(pid, 'SIGCONT')
    signal(pid, 'SIGKILL')
  }
  await waitFor(`processes ${pids.join(', ')} are gone`, () => pids.every((pid) => !isRunning(pid)))
}
