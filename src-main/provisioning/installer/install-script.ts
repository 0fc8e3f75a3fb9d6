import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { limits, roomFor, supportedSystems } from '../checks/limits.ts'
import { shellWord } from '../read-script.ts'

/** What a script says of the origin that serves it; none of it is a secret. */
export interface ScriptFacts {
  /** Base URL of the origin as whoever asked reached it. */
  readonly origin_url: string
  readonly version: string
  /** SHA-256 in hexadecimal of what is under `/install/VERSION/`; null: this origin has none. */
  readonly digests: {
    readonly archive: { readonly x86_64: string | null; readonly arm64: string | null }
    readonly image: { readonly x86_64: string | null; readonly arm64: string | null }
  }
  /** What it takes on the machine, unpacked, in bytes; null: not known. */
  readonly brought_bytes: { readonly x86_64: number | null; readonly arm64: number | null }
  /** Base64; null: its certificate is one that everybody trusts, or there is none. */
  readonly key_pin: string | null
  /** SHA-256 of the public key of the origin's authority, in hexadecimal; null: there is none to know it by. */
  readonly authority: string | null
}

// Beside this module, in the sources as well as in what is built of them.
let template: string | null = null
const read = () => readFileSync(join(import.meta.dirname, 'install.sh'), 'utf8')

/** `install.sh` for whoever asked for it. */
export function installScript({
  origin_url,
  version,
  digests,
  brought_bytes,
  key_pin,
  authority,
}: ScriptFacts): string {
  template ??= read()
  const facts: Readonly<Record<string, string | null>> = {
    ORIGIN_URL: origin_url,
    VERSION: version,
    ARCHIVE_X86_64: digests.archive.x86_64,
    ARCHIVE_ARM64: digests.archive.arm64,
    IMAGE_X86_64: digests.image.x86_64,
    IMAGE_ARM64: digests.image.arm64,
    KEY_PIN: key_pin,
    AUTHORITY: authority,
    ROOM_MIB_X86_64: inMib(roomFor(brought_bytes.x86_64)),
    ROOM_MIB_ARM64: inMib(roomFor(brought_bytes.arm64)),
    ...limitFacts(),
  }
  return template.replace(/^(\w+)=__([A-Z0-9_]+)__$/gm, (_line, name: string, fact: string) => {
    if (!Object.hasOwn(facts, fact)) throw new Error(`install.sh asks for ${fact}, which nobody knows`)
    return `${name}=${shellWord(facts[fact] ?? '')}`
  })
}

/** The one table that boxes are judged by, as the script reads it. */
function limitFacts(): Readonly<Record<string, string>> {
  const { systems, disk, memory, processors, clock } = limits
  return {
    SYSTEMS: Object.entries(systems)
      .flatMap(([id, versions]) => versions.map((version) => `${id}:${version}`))
      .join(' '),
    SYSTEM_NAMES: supportedSystems(),
    DISK_BLOCK_MIB: inMib(disk.block_bytes),
    DISK_WARN_MIB: inMib(disk.warn_bytes),
    MEMORY_BLOCK_MIB: inMib(memory.block_bytes),
    MEMORY_WARN_MIB: inMib(memory.warn_bytes),
    PROCESSOR_PERCENT_WARN: String(processors.warn_below * 100),
    CLOCK_WARN_S: String(clock.warn_ms / 1_000),
    CLOCK_BLOCK_S: String(clock.block_ms / 1_000),
  }
}

const inMib = (bytes: number) => String(Math.ceil(bytes / 1024 ** 2))
