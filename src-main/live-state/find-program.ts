import { accessSync, constants } from 'node:fs'
import path from 'node:path'

/** Where a program of this name is in the folders of PATH; null where it is in none that is absolute. */
export function findProgram(name: string): string | null {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    if (!path.isAbsolute(folder)) continue
    const program = path.join(folder, name)
    try {
      accessSync(program, constants.X_OK)
      return program
    } catch {
      // Not in this folder.
    }
  }
  return null
}
