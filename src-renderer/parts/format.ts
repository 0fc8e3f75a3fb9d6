/** Every number, size, rate, duration and date that the panel writes is written here. */

import type { Language } from '#contract/language.ts'
import { currentLanguage, currentLocale } from '../languages/language.ts'

/** Control rooms read a 24-hour clock, whatever the locale. */
const hourCycle = 'h23'

/** Words for times. They are here and not in the catalogue, since catalogues count and format with this module. */
const timeWords: Readonly<
  Record<Language, { now: string; ago: (time: string) => string; today: string; yesterday: string }>
> = {
  en: { now: 'now', ago: (time) => `${time} ago`, today: 'Today', yesterday: 'Yesterday' },
  de: { now: 'jetzt', ago: (time) => `vor ${time}`, today: 'Heute', yesterday: 'Gestern' },
  fr: { now: 'à l’instant', ago: (time) => `il y a ${time}`, today: 'Aujourd’hui', yesterday: 'Hier' },
}

type Units = Readonly<Record<'day' | 'hour' | 'minute' | 'second', Pick<Intl.NumberFormat, 'format'>>>

function unitsOf(language: Language, locale: string): Units {
  const unit = (name: string) => new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'narrow' })
  if (language !== 'de') return { day: unit('day'), hour: unit('hour'), minute: unit('minute'), second: unit('second') }
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 })
  /** German shortens units of time to `Min.` and `Sek.`: a full stop amid sentences, and long. DIN 1301 has signs for them. */
  const sign = (written: string) => ({ format: (value: number | bigint) => `${whole.format(value)}\u{a0}${written}` })
  return { day: sign('d'), hour: sign('h'), minute: sign('min'), second: sign('s') }
}

const makeFormats = (language: Language, locale: string) => ({
  words: timeWords[language],
  plural: new Intl.PluralRules(locale),
  whole: new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }),
  oneDigit: new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
  upToOneDigit: new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }),
  upToTwoDigits: new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }),
  percent: new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }),
  time: new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle }),
  minute: new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle }),
  dayOfMonth: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' }),
  dateTime: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', hourCycle }),
  day: new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' }),
  units: unitsOf(language, locale),
})

let made: ReturnType<typeof makeFormats> | null = null

/** Made when the first figure is written, and no sooner: this module comes with the start of the panel, before its language is settled. */
function formats(): ReturnType<typeof makeFormats> {
  made ??= makeFormats(currentLanguage(), currentLocale())
  return made
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** What stands where nothing is known. */
export const NOTHING = '–'

/** A figure with at most one digit behind the point. */
export const formatNumber = (value: number): string => formats().upToOneDigit.format(value)

/** A figure with at most two digits behind the point. */
export const formatExact = (value: number): string => formats().upToTwoDigits.format(value)

export const formatCount = (count: number): string => formats().whole.format(count)

/** A rate in kbit/s as people say it: `840 kbit/s`, `6.2 Mbit/s`, `1.4 Gbit/s`. */
export function formatBitrate(kbps: number): string {
  const { whole, oneDigit } = formats()
  if (kbps < 1_000) return `${whole.format(kbps)} kbit/s`
  if (kbps < 1_000_000) return `${oneDigit.format(kbps / 1_000)} Mbit/s`
  return `${oneDigit.format(kbps / 1_000_000)} Gbit/s`
}

/** A share from 0 to 100. */
export const formatPercent = (value: number): string => formats().percent.format(value / 100)

const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** A size in the largest binary unit that leaves at least one whole: `7.8 GiB`. */
export function formatBytes(bytes: number): string {
  const { whole, upToOneDigit } = formats()
  const step = bytes < 1 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** step
  return `${(value < 100 ? upToOneDigit : whole).format(value)} ${SIZES[step] ?? 'B'}`
}

/** A length of time by its two largest units: `42s`, `12m`, `2h 14m`, `9d 3h`. */
export function formatDuration(duration_ms: number): string {
  const { units } = formats()
  const ms = Math.max(0, duration_ms)
  if (ms < MINUTE) return units.second.format(Math.floor(ms / SECOND))
  if (ms < HOUR) {
    const seconds = Math.floor((ms % MINUTE) / SECOND)
    const minutes = units.minute.format(Math.floor(ms / MINUTE))
    return ms < 10 * MINUTE && seconds > 0 ? `${minutes} ${units.second.format(seconds)}` : minutes
  }
  if (ms < DAY) return joined(units.hour.format(Math.floor(ms / HOUR)), Math.floor((ms % HOUR) / MINUTE), units.minute)
  return joined(units.day.format(Math.floor(ms / DAY)), Math.floor((ms % DAY) / HOUR), units.hour)
}

const joined = (first: string, rest: number, format: Units['day']) =>
  rest === 0 ? first : `${first} ${format.format(rest)}`

/** Seconds with one digit, for spans that are shorter than a minute: `2.1 s`. */
export const formatSeconds = (duration_ms: number): string => `${formatNumber(duration_ms / SECOND)} s`

/** A difference in time, whichever way: `12 ms`, `2.1 s`, `12m`. */
export function formatDifference(difference_ms: number): string {
  const ms = Math.abs(difference_ms)
  if (ms < SECOND) return `${formatNumber(Math.round(ms))} ms`
  return ms < MINUTE ? formatSeconds(ms) : formatDuration(ms)
}

/** How long ago something was, by its largest unit: `now`, `4s ago`, `12m ago`, `3d ago`. */
export function formatAge(age_ms: number): string {
  const { words, units } = formats()
  if (age_ms < 1_500) return words.now
  if (age_ms < MINUTE) return words.ago(units.second.format(Math.floor(age_ms / SECOND)))
  if (age_ms < HOUR) return words.ago(units.minute.format(Math.floor(age_ms / MINUTE)))
  if (age_ms < DAY) return words.ago(units.hour.format(Math.floor(age_ms / HOUR)))
  return words.ago(units.day.format(Math.floor(age_ms / DAY)))
}

/** Time of day: `14:03:22`. */
export const formatTime = (at: string | number): string => formats().time.format(new Date(at))

/** Time of day without seconds: `14:03`. */
export const formatMinute = (at: string | number): string => formats().minute.format(new Date(at))

/** Day without its year: `21 Nov`. */
export const formatDayOfMonth = (at: string | number): string => formats().dayOfMonth.format(new Date(at))

/** Day and time: `21 Nov 2026, 14:03:22`. */
export const formatDateTime = (at: string | number): string => formats().dateTime.format(new Date(at))

/** The day of a list's section: `Today`, `Yesterday`, `Saturday 21 November`. */
export function formatDay(at: string | number, now_ms: number): string {
  const { words, day } = formats()
  const startOfDay = (value: string | number) => new Date(value).setHours(0, 0, 0, 0)
  const days = Math.round((startOfDay(now_ms) - startOfDay(at)) / DAY)
  if (days === 0) return words.today
  return days === 1 ? words.yesterday : day.format(new Date(at))
}

/** A count with its noun, by the language's rule for what is one: `1 viewer`, `37 viewers`, `0 spectateur`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${formatCount(count)} ${formats().plural.select(count) === 'one' ? one : many}`
}

const CODECS: Readonly<Record<string, string>> = {
  h264: 'H.264',
  hevc: 'H.265',
  av1: 'AV1',
  vp9: 'VP9',
  aac: 'AAC',
  opus: 'Opus',
  mp3: 'MP3',
}

/** A codec's short form as people write it: `h264` is `H.264`. */
export const formatCodec = (codec: string): string => CODECS[codec] ?? codec
