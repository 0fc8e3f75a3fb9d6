import { asItIs, say } from '#contract/sentence.ts'
import type { Architecture } from '../artifacts/artifact-notes.ts'
import { block, type Check, pass } from '../check.ts'
import { isSupportedSystem, supportedSystems } from './limits.ts'

/** What the box says it is. */
export interface SystemFacts {
  /** `Linux`, `Darwin` ...; null: it did not say. */
  readonly kernel: string | null
  /** `ID` of os-release, such as `debian`. */
  readonly distribution: string | null
  /** `VERSION_ID`, such as `12`. */
  readonly version: string | null
  /** `PRETTY_NAME`. */
  readonly pretty_name: string | null
}

/** Reads os-release(5): `NAME=value` lines, values quoted as a shell would. */
export function parseOsRelease(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim()) ?? []
    if (name === undefined || value === undefined) continue
    const [, quoted] = /^"(.*)"$/.exec(value) ?? /^'(.*)'$/.exec(value) ?? []
    values.set(name, (quoted ?? value).replace(/\\([\\"$`'])/g, '$1').trim())
  }
  return values
}

/** Which system runs there, and whether it is one that nodes are made for. */
export const distributionCheck: Check<SystemFacts> = {
  id: 'system.distribution',
  title: 'Operating system',
  async look(box, _plan, signal) {
    const outputs = await box.read(
      { kernel: 'uname -s', os_release: 'cat /etc/os-release || cat /usr/lib/os-release' },
      signal,
    )
    const release = parseOsRelease(outputs.get('os_release')?.text ?? '')
    return {
      kernel: outputs.get('kernel')?.text || null,
      distribution: release.get('ID')?.toLowerCase() || null,
      version: release.get('VERSION_ID') || null,
      pretty_name: release.get('PRETTY_NAME') || null,
    }
  },
  judge({ kernel, distribution, version, pretty_name }) {
    if (kernel !== 'Linux') {
      return block(
        kernel === null ? say`The box does not say which system it runs.` : say`This is ${kernel}.`,
        say`Edges run on Linux: choose a box with Debian 12, for example.`,
      )
    }
    const told = pretty_name ?? [distribution, version].filter(Boolean).join(' ')
    const name = told === '' ? say`an unknown Linux distribution` : asItIs(told)
    if (isSupportedSystem(distribution, version)) return pass(name)
    return block(
      say`${name} is not a system that nodes are made for.`,
      say`Install one of these on the box, or choose another box: ${supportedSystems()}. Systems derived from them differ in what matters here, and do not count.`,
    )
  },
}

const NAMES: Readonly<Record<Architecture, string>> = { x86_64: 'x86-64 (64 bit)', arm64: 'ARM (64 bit)' }

/** What `uname -m` means; null: nothing that there are programs for. */
export function architectureOfMachine(machine: string): Architecture | null {
  switch (machine) {
    case 'x86_64':
    case 'amd64':
      return 'x86_64'
    case 'aarch64':
    case 'arm64':
      return 'arm64'
    default:
      return null
  }
}

/** Whether there are programs for this kind of processor. */
export const architectureCheck: Check<{ readonly machine: string | null; readonly long_bits: number | null }> = {
  id: 'system.architecture',
  title: 'Processor type',
  async look(box, _plan, signal) {
    const outputs = await box.read({ machine: 'uname -m', bits: 'getconf LONG_BIT' }, signal)
    const bits = Number.parseInt(outputs.get('bits')?.text ?? '', 10)
    return { machine: outputs.get('machine')?.text || null, long_bits: Number.isNaN(bits) ? null : bits }
  },
  judge({ machine, long_bits }) {
    const arch = architectureOfMachine(machine ?? '')
    if (arch !== null && long_bits === 32) {
      return block(
        say`A 64-bit processor with a 32-bit system on it.`,
        say`Install the 64-bit edition of the operating system (on a Raspberry Pi: the arm64 image).`,
      )
    }
    if (arch !== null) return pass(asItIs(NAMES[arch]))
    return block(
      machine === null ? say`The box does not say which processor it has.` : say`A ${machine} processor.`,
      say`Headwater runs on 64-bit x86 and ARM: choose such a box.`,
    )
  },
}
