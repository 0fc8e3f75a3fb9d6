import type { LocalOrigin, OriginFlags } from '../provisioning/command/origin-client.ts'
import { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import { openStore } from '../store/store.ts'
import { Trust } from '../trust/trust.ts'
import { holderOf } from './data-dir-lock.ts'
import { loadOriginConfig } from './load-config.ts'
import { OriginError } from './origin-error.ts'
import { flagValues } from './origin-flags.ts'
import { originLog } from './origin-log.ts'
import { databaseFile } from './start-origin.ts'

/** A run may take as long, in ms. */
const KEY_TTL_MS = 24 * 3_600_000

/** The origin that runs on this machine, with an API key for as long as the command runs. @throws {OriginError} not_running */
export function localOrigin({ dataDir, config }: OriginFlags): LocalOrigin {
  const flags = flagValues(dataDir === undefined ? {} : { dataDir })
  const { data_dir } = loadOriginConfig(flags, { file: config ?? null, environment: process.env }).config
  const holder = holderOf(data_dir)
  if (holder === null || holder.url === null) {
    throw new OriginError(
      'not_running',
      `No origin runs on ${data_dir}.`,
      'Start it with `headwater origin`, name its --data-dir, or another one by --origin-api and --api-key-file.',
    )
  }
  const withTrust = <Result>(act: (trust: Trust) => Result): Result => {
    const store = openStore(databaseFile(data_dir))
    try {
      return act(new Trust({ store, activity: new SqliteActivityLog(store, { log: originLog('error', false) }) }))
    } finally {
      store.close()
    }
  }
  const { id, key } = withTrust((trust) => trust.createApiKey(trust.ensureOwner().id, 'headwater edge', KEY_TTL_MS))
  return { url: holder.url, api_key: key, end: () => withTrust((trust) => trust.revokeApiKey(id, 'command line')) }
}
