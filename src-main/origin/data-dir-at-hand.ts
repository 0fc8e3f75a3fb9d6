import { defaultDataDir } from './default-folders.ts'

const FLAG = '--data-dir'

/** The data directory as far as it is known before any setting is read: by flag, by variable, or the usual place. */
export function dataDirAtHand(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const at = args.lastIndexOf(FLAG)
  const joined = args.findLast((arg) => arg.startsWith(`${FLAG}=`))?.slice(FLAG.length + 1)
  return (at === -1 ? joined : args[at + 1]) ?? environment.HEADWATER_ORIGIN_DATA_DIR ?? defaultDataDir(environment)
}
