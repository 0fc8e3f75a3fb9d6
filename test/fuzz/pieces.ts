import { isDeepStrictEqual } from 'node:util'
import { PropertyBroken } from './fuzz-target.ts'
import { Random, seedOf } from './random.ts'

/** What a parser made of a stream of bytes: everything it handed on, and the error it stopped at. */
export interface Parsed<Item> {
  readonly items: readonly Item[]
  readonly error: Error | null
}

/** The input cut as a network might, by chance that depends on the input alone; every cut moves by moves of 1 byte and of many. */
export function inPieces(input: Buffer): readonly Buffer[] {
  const random = new Random(seedOf(input))
  const longest = random.pick([1, 2, 7, 64, 1_000])
  const pieces: Buffer[] = []
  for (let at = 0; at < input.length; ) {
    const size = 1 + random.below(longest)
    pieces.push(input.subarray(at, at + size))
    at += size
  }
  return pieces
}

/** @throws {PropertyBroken} the pieces the bytes came in make a difference */
export function expectSameInPieces<Item>(
  input: Buffer,
  parse: (pieces: readonly Buffer[]) => Parsed<Item>,
): Parsed<Item> {
  const whole = parse([input])
  const cut = parse(inPieces(input))
  if (whole.error?.message !== cut.error?.message) {
    throw new PropertyBroken(
      `whole: ${whole.error?.message ?? 'no error'}; in pieces: ${cut.error?.message ?? 'no error'}`,
    )
  }
  expectSame('in pieces', cut.items, whole.items)
  return whole
}

/** @throws {PropertyBroken} where the two are not the same in every part */
export function expectSame(what: string, seen: unknown, wanted: unknown): void {
  if (isDeepStrictEqual(seen, wanted)) return
  const shown = (value: unknown) => JSON.stringify(value)?.slice(0, 500)
  throw new PropertyBroken(`${what} it is something else: ${shown(seen)} and not ${shown(wanted)}`)
}

/** @throws {PropertyBroken} with what was said */
export function expectTrue(what: string, holds: boolean): void {
  if (!holds) throw new PropertyBroken(`not so: ${what}`)
}

/** A number in few words, for kinds of outcome. */
export const roughly = (count: number) => (count < 4 ? count : 2 ** Math.floor(Math.log2(count)))
