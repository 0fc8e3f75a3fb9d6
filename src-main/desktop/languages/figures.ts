/** How numbers, plurals and times are written in a language. Texts are made with it, since the shell changes its language while it runs. */
export interface Figures {
  readonly count: (count: number) => string
  /** With its noun, by the language's rule for what is one: `1 viewer`, `37 viewers`, `0 spectateur`. */
  readonly counted: (count: number, one: string, many: string) => string
  /** The one text or the other, by the same rule. */
  readonly numbered: (count: number, one: string, many: string) => string
  /** Time of day where this computer is, by a 24-hour clock: `14:05`. `at` is a timestamp, or ms since 1970. */
  readonly minute: (at: string | number) => string
}

/** @param locale BCP 47 tag */
export function figuresOf(locale: string): Figures {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  const plural = new Intl.PluralRules(locale)
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const count = (number: number) => whole.format(number)
  const numbered = (number: number, one: string, many: string) => (plural.select(number) === 'one' ? one : many)
  return {
    count,
    numbered,
    counted: (number, one, many) => `${count(number)} ${numbered(number, one, many)}`,
    minute: (at) => clock.format(new Date(at)),
  }
}
