import type { RunLogLine } from '#contract/provisioning-run.ts'

/** Most lines of one run that a page holds; a run writes some hundreds. The whole log is with the origin. */
export const LINES_KEPT = 20_000

/** What a page holds of a run's log: lines in their order, each once. */
export function mergeLines(known: readonly RunLogLine[], fresh: readonly RunLogLine[]): readonly RunLogLine[] {
  const last = known.at(-1)?.number ?? 0
  const newer = fresh.filter(({ number }) => number > last)
  return newer.length === 0 ? known : [...known, ...newer].slice(-LINES_KEPT)
}

/** Whether lines between those that are held and these are missing, so that they have to be read. */
export function hasGap(known: readonly RunLogLine[], fresh: readonly RunLogLine[]): boolean {
  const last = known.at(-1)?.number ?? 0
  const next = fresh.find(({ number }) => number > last)
  return next !== undefined && next.number > last + 1
}

/** The log as a text file: when, which step, what. */
export function logText(lines: readonly RunLogLine[]): string {
  return lines.map(({ at, step, text }) => `${at}  ${step.padEnd(12)}  ${text}\n`).join('')
}
