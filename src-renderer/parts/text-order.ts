/** In which order texts stand. One collator each: to make one for each of thousands of comparisons costs frames. */

/** Letters that follow one another as people count: `cam2` before `cam10`. */
export const byName = new Intl.Collator('en', { numeric: true }).compare

/** Sign by sign, as `localeCompare` has it. */
export const byLetters = new Intl.Collator().compare
