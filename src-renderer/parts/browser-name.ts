import { texts } from './session-texts.ts'

// The order matters: each of the later ones is named in what the earlier ones say of themselves.
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bElectron\/(\d+)/, texts.desktopApp],
  [/\bEdg(?:e|A|iOS)?\/(\d+)/, 'Edge'],
  [/\bOPR\/(\d+)/, 'Opera'],
  [/\bFirefox\/(\d+)/, 'Firefox'],
  [/\b(?:Headless)?Chrom(?:e|ium)\/(\d+)/, 'Chrome'],
  [/\bVersion\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//, 'Safari'],
  [/\bcurl\/(\d+)/, 'curl'],
]
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux|X11/, 'Linux'],
]

/** A browser as people call it, from what it says of itself: `Firefox 146 on Linux`. */
export function browserName(user_agent: string | null): string {
  if (user_agent === null || user_agent === '') return texts.unknownProgram
  const system = SYSTEMS.find(([pattern]) => pattern.test(user_agent))?.[1]
  for (const [pattern, name] of BROWSERS) {
    const version = pattern.exec(user_agent)?.[1]
    if (version !== undefined)
      return system === undefined ? `${name} ${version}` : texts.browserOn(`${name} ${version}`, system)
  }
  return user_agent.length > 60 ? `${user_agent.slice(0, 59)}…` : user_agent
}
