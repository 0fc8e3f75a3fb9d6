import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const repository = join(import.meta.dirname, '../..')

/** Inputs that reach something no other reaches; committed, and made small by `npm run fuzz -- TARGET --keep`. */
export const corpusFolder = (target: string) => join(repository, 'test/fuzz/corpus', target)

/** Inputs that once broke something; committed, and tried again by every run of the unit tests. */
export const regressionFolder = (target: string) => join(repository, 'test/fuzz/regressions', target)

/** Inputs that runs on this machine found; git-ignored, and the next run begins with them too. */
export const foundFolder = (target: string) => join(repository, 'test/artifacts/fuzz', target)

/** Every input of a folder, in the order of their names; none where there is no folder. */
export function readInputs(folder: string): readonly Buffer[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name)))
}

/** Writes an input under a name made of its content; returns the file. */
export function saveInput(folder: string, input: Buffer): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, createHash('sha256').update(input).digest('hex').slice(0, 16))
  writeFileSync(file, input)
  return file
}

/** Makes the folder hold these inputs and no others. */
export function replaceInputs(folder: string, inputs: readonly Buffer[]): void {
  rmSync(folder, { recursive: true, force: true })
  for (const input of inputs) saveInput(folder, input)
}
