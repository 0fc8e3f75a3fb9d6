/** Colours of a chart's lines in their order, by their variables; a line is told from others by its dashes as well. */
export const lineInks = ['--hw-flow', '--mantine-color-text', '--mantine-color-dimmed'] as const

/** Dash and gap in CSS pixels; undefined: drawn through. */
export const lineDashes: readonly (readonly number[] | undefined)[] = [undefined, [6, 4], [2, 3]]
