import type { Random } from './random.ts'

/** Numbers at which parsers turn: the ends of their ranges and what stands beside them. */
const EDGES = [0, 1, 2, 4, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffff, 0xfffffe, 0xffffff]
const WIDE_EDGES = [0x1000000, 0x7ffffffe, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff]
const WIDTHS = [1, 2, 3, 4] as const
const MOST_CHANGES = 6

/** What a change has to work with. */
interface Material {
  readonly random: Random
  readonly dictionary: readonly Buffer[]
  /** Another input of the corpus. */
  readonly other: Buffer
}

type Change = (input: Buffer, material: Material) => Buffer

/** Puts `bytes` in place of `removed` bytes at `at`. */
function replaced(input: Buffer, at: number, removed: number, bytes: Buffer): Buffer {
  return Buffer.concat([input.subarray(0, at), bytes, input.subarray(at + removed)])
}

/** Some stretch of the input, mostly a short one. */
function stretch(input: Buffer, random: Random): { at: number; size: number } {
  const at = random.below(input.length)
  const longest = input.length - at
  const size = 1 + random.below(random.below(4) === 0 ? longest : Math.min(longest, 32))
  return { at, size }
}

function putNumber(input: Buffer, at: number, width: number, value: number, little: boolean): Buffer {
  const copy = Buffer.from(input)
  const fitting = width === 4 ? value >>> 0 : value % 2 ** (8 * width)
  if (little) copy.writeUIntLE(fitting, at, width)
  else copy.writeUIntBE(fitting, at, width)
  return copy
}

const flipBit: Change = (input, { random }) => {
  const copy = Buffer.from(input)
  const at = random.below(copy.length)
  copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8))
  return copy
}

const setByte: Change = (input, { random }) => putNumber(input, random.below(input.length), 1, random.below(256), false)

const insertBytes: Change = (input, { random }) =>
  replaced(input, random.below(input.length + 1), 0, random.bytes(1 + random.below(16)))

const fillStretch: Change = (input, { random }) => {
  const { at, size } = stretch(input, random)
  return replaced(input, at, size, Buffer.alloc(size, random.pick([0, 0xff, 0x80, 0x20])))
}

const removeStretch: Change = (input, { random }) => {
  const { at, size } = stretch(input, random)
  return replaced(input, at, size, Buffer.alloc(0))
}

const repeatStretch: Change = (input, { random }) => {
  const { at, size } = stretch(input, random)
  const times = 1 + random.below(random.below(8) === 0 ? 64 : 3)
  const again = Array.from({ length: times }, () => input.subarray(at, at + size))
  return replaced(input, at, 0, Buffer.concat(again))
}

const moveStretch: Change = (input, { random }) => {
  const { at, size } = stretch(input, random)
  return replaced(input, random.below(input.length + 1), 0, input.subarray(at, at + size))
}

const spliceOther: Change = (input, { random, other }) => {
  if (other.length === 0) return input
  const { at, size } = stretch(other, random)
  const overwritten = random.below(2) === 0 ? 0 : size
  return replaced(input, random.below(input.length + 1), overwritten, other.subarray(at, at + size))
}

const crossOver: Change = (input, { random, other }) =>
  Buffer.concat([input.subarray(0, random.below(input.length + 1)), other.subarray(random.below(other.length + 1))])

const putWord: Change = (input, { random, dictionary }) => {
  if (dictionary.length === 0) return input
  const word = random.pick(dictionary)
  return replaced(input, random.below(input.length + 1), random.below(2) === 0 ? 0 : word.length, word)
}

const edgeNumber: Change = (input, { random }) => {
  const width = Math.min(random.pick(WIDTHS), input.length)
  const at = random.below(input.length - width + 1)
  const value = random.pick(width === 4 ? [...EDGES, ...WIDE_EDGES] : EDGES)
  return putNumber(input, at, width, value, random.below(4) === 0)
}

const addToNumber: Change = (input, { random }) => {
  const width = Math.min(random.pick(WIDTHS), input.length)
  const at = random.below(input.length - width + 1)
  const value = input.readUIntBE(at, width) + random.below(33) - 16 + 2 ** (8 * width)
  return putNumber(input, at, width, value, false)
}

/** Looks for a number that may be the length of what follows it, and makes it a lie. */
const lieAboutLength: Change = (input, { random }) => {
  const width = Math.min(random.pick([1, 2, 3, 4] as const), input.length)
  for (let look = 0; look < 16; look += 1) {
    const at = random.below(input.length - width + 1)
    const value = input.readUIntBE(at, width)
    const left = input.length - at - width
    if (value === 0 || value > left) continue
    const lies = [0, 1, value - 1, value + 1, value * 2, left, left + 1, 2 ** (8 * width) - 1]
    return putNumber(input, at, width, random.pick(lies), false)
  }
  return edgeNumber(input, { random, dictionary: [], other: input })
}

const cutOff: Change = (input, { random }) => input.subarray(0, random.below(input.length + 1))

const CHANGES: readonly Change[] = [
  flipBit,
  setByte,
  insertBytes,
  fillStretch,
  removeStretch,
  repeatStretch,
  moveStretch,
  spliceOther,
  crossOver,
  putWord,
  putWord,
  edgeNumber,
  addToNumber,
  lieAboutLength,
  cutOff,
]

/** A new input made from one of the corpus by some changes: always a copy, never longer than `max_bytes`. */
export function mutate(input: Buffer, max_bytes: number, material: Material): Buffer {
  const { random } = material
  let mutant: Buffer = Buffer.from(input)
  for (let left = 1 + random.below(MOST_CHANGES); left > 0; left -= 1) {
    if (mutant.length === 0) mutant = random.bytes(1 + random.below(16))
    mutant = Buffer.from(random.pick(CHANGES)(mutant, material).subarray(0, max_bytes))
  }
  return mutant
}
