/** What packaging has to know of programs: for which machine one is, and how to leave out what it does not need to run. */

const machines = { 62: 'x86_64', 183: 'arm64' }

/**
 * The machine a program or library of Linux is for.
 * @param {Buffer} file
 * @returns {'x86_64' | 'arm64' | null} null: no 64-bit ELF file, or one for another machine
 */
export function machineOf(file) {
  if (file.length < 64 || file.toString('latin1', 0, 4) !== '\u007fELF' || file[4] !== 2 || file[5] !== 1) return null
  return machines[file.readUInt16LE(18)] ?? null
}

/**
 * The same program without symbols: everything after the last segment that is loaded goes, and the table of sections with it.
 * Done here, because the `strip` of one machine does not know the programs of another, and every version writes other bytes.
 * @param {Buffer} file 64-bit ELF, little-endian
 */
export function stripped(file) {
  const table = Number(file.readBigUInt64LE(32))
  const size = file.readUInt16LE(54)
  const count = file.readUInt16LE(56)
  let end = table + size * count
  for (let index = 0; index < count; index++) {
    const at = table + index * size
    end = Math.max(end, Number(file.readBigUInt64LE(at + 8) + file.readBigUInt64LE(at + 32)))
  }
  const kept = Buffer.from(file.subarray(0, end))
  kept.writeBigUInt64LE(0n, 40)
  kept.fill(0, 60, 64)
  return kept
}
