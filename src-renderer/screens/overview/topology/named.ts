/** More names in a row are read by nobody. */
const NAMED_AT_MOST = 8

/** The first of these, and how many more there are: `a, b, +3`. */
export const named = (names: readonly string[]): string =>
  names.length <= NAMED_AT_MOST
    ? names.join(', ')
    : `${names.slice(0, NAMED_AT_MOST).join(', ')}, +${names.length - NAMED_AT_MOST}`
