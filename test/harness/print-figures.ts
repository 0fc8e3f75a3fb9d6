/** Prints what was measured as one line of JSON, for whoever reads the output of a run. */
export function printFigures(figures: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(figures)}\n`)
}
