import { asItIs, type Sentence, say, together } from '#contract/sentence.ts'
import { type Check, pass, warn, withFix } from '../check.ts'

/** Limits of the kernel as the box has them; null: it does not say. */
export interface KernelFacts {
  readonly rmem_max: number | null
  readonly wmem_max: number | null
  readonly somaxconn: number | null
  /** Files a service may hold open at once: systemd's default hard limit, or the login's. */
  readonly nofile: number | null
  /** Size of /dev/shm in bytes; 0: it is not mounted. */
  readonly shm: number | null
}

/**
 * What a node with many viewers wants. UDP buffers as QUIC's implementers ask for; a queue that outlasts a burst of viewers; shared memory as
 * Docker gives it to every container, for what runs beside a node.
 */
const WANTED = {
  rmem_max: 5_000_000,
  wmem_max: 5_000_000,
  somaxconn: 1_024,
  nofile: 65_536,
  shm: 64 * 1024 ** 2,
} as const
/** Those that sysctl raises, by its names. */
const SYSCTL = {
  rmem_max: 'net.core.rmem_max',
  wmem_max: 'net.core.wmem_max',
  somaxconn: 'net.core.somaxconn',
} as const
const NAMES: Readonly<Record<keyof KernelFacts, Sentence>> = {
  rmem_max: asItIs(SYSCTL.rmem_max),
  wmem_max: asItIs(SYSCTL.wmem_max),
  somaxconn: asItIs(SYSCTL.somaxconn),
  nofile: say`open files`,
  shm: say`/dev/shm in bytes`,
}

/** Whether the kernel's limits suit a node. Nothing of it keeps a node from running. */
export const kernelLimitsCheck: Check<KernelFacts> = {
  id: 'kernel.limits',
  title: 'Kernel limits',
  async look(box, _plan, signal) {
    const outputs = await box.read(
      {
        rmem_max: 'cat /proc/sys/net/core/rmem_max',
        wmem_max: 'cat /proc/sys/net/core/wmem_max',
        somaxconn: 'cat /proc/sys/net/core/somaxconn',
        nofile: 'systemctl show -p DefaultLimitNOFILE --value || ulimit -Hn',
        shm: "if grep -q ' /dev/shm ' /proc/mounts; then df -Pk /dev/shm | awk 'NR == 2 { print $2 }'; else echo 0; fi",
      },
      signal,
    )
    const number = (name: string) => {
      const [, digits] = /^(\d{1,15})$/m.exec(outputs.get(name)?.text ?? '') ?? []
      return digits === undefined ? null : Number(digits)
    }
    return {
      rmem_max: number('rmem_max'),
      wmem_max: number('wmem_max'),
      somaxconn: number('somaxconn'),
      nofile: number('nofile'),
      shm: inBytes(number('shm')),
    }
  },
  judge(facts) {
    const short = (Object.keys(WANTED) as (keyof KernelFacts)[]).filter((name) => {
      const has = facts[name]
      return has !== null && has < WANTED[name]
    })
    if (short.length === 0) return pass(say`Sockets, queues and open files suit many viewers.`)
    const isMissing = (name: keyof KernelFacts) => name === 'shm' && facts.shm === 0
    const found = together(
      short.map((name) =>
        isMissing(name)
          ? say`/dev/shm is not mounted`
          : say`${NAMES[name]} is ${facts[name] ?? 0}, ${WANTED[name]} is better`,
      ),
      '; ',
    )
    const by_hand = short.flatMap((name) => (isMissing(name) ? SHM_MISSING : (BY_HAND[name] ?? [])))
    const settings = Object.entries(SYSCTL).flatMap(([name, sysctl]) =>
      short.includes(name as keyof typeof SYSCTL) ? [`${sysctl} = ${WANTED[name as keyof typeof SYSCTL]}`] : [],
    )
    if (settings.length === 0) return warn(say`${found}.`, together(by_hand))
    const command = `printf '%s\\n' ${settings.map((each) => `'${each}'`).join(' ')} | sudo tee /etc/sysctl.d/90-headwater.conf && sudo sysctl --system`
    const remedy = say`A node runs as it is; with many viewers, or relays over QUIC, raise it: ${command}`
    return withFix(warn(say`${found}.`, together([remedy, ...by_hand])), say`Raise the limits`, command)
  },
}

const inBytes = (kib: number | null) => (kib === null ? null : kib * 1024)

const SHM_MISSING = say`A node itself keeps nothing in /dev/shm, and a container has one of its own; for what else runs there: sudo mount -t tmpfs -o nosuid,nodev,noexec,size=64M tmpfs /dev/shm, and the same in /etc/fstab.`

/** What no setting of sysctl raises. */
const BY_HAND: Partial<Readonly<Record<keyof KernelFacts, Sentence>>> = {
  nofile: say`Raise DefaultLimitNOFILE in /etc/systemd/system.conf, then reboot.`,
  shm: say`A node itself keeps nothing in /dev/shm; for what runs beside it: sudo mount -o remount,size=64M /dev/shm, and the same in /etc/fstab.`,
}
