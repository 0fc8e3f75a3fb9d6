import { texts } from './texts.ts'

/** One part of a candidate's score. */
export interface ScorePart {
  readonly name: string
  /** Negative where it is taken off. */
  readonly points: number
}

/** The parts of a score that count, largest first, what is taken off last. */
export function scoreParts(breakdown: Readonly<Record<string, number>>): readonly ScorePart[] {
  return Object.entries(breakdown)
    .filter(([, points]) => Math.round(points) !== 0)
    .map(([key, points]) => ({ name: texts.parts[key] ?? key.replaceAll('_', ' '), points }))
    .toSorted((a, b) => b.points - a.points || a.name.localeCompare(b.name))
}
