import { spawnSync } from 'node:child_process'

/** Those of the programs that are not here, as `which` finds them: for the name of a test that is skipped without them. */
export function missingPrograms(...programs: readonly string[]): string[] {
  return programs.filter((program) => spawnSync('which', [program]).status !== 0)
}
