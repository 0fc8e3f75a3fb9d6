import { globSync } from 'node:fs'

/** Environment of a program whose wall clock is off (libfaketime). @param by as faketime takes it: `+10m`; undefined: it is right */
export function clockThatIsOff(by: string | undefined): Record<string, string> {
  if (by === undefined) return {}
  const library = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1')[0]
  if (library === undefined) throw new Error('this test needs libfaketime (Debian: faketime); see scripts/setup')
  return { LD_PRELOAD: library, FAKETIME: by, FAKETIME_DONT_FAKE_MONOTONIC: '1', FAKETIME_NO_CACHE: '0' }
}
