import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import { openStore } from '../store/store.ts'
import { DataKey } from './data-key.ts'
import { Trust } from './trust.ts'

/** Trust over a real store, by a clock that is set by hand. */
export function openTrust() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hw-trust-'))
  const store = openStore(path.join(folder, 'headwater.db'))
  const activity = new SqliteActivityLog(store, { log: pino({ level: 'silent' }) })
  const clock = { now_ms: Date.parse('2026-11-21T07:30:00Z') }
  const trust = new Trust({ store, activity, clock: () => clock.now_ms, data_key: DataKey.random() })
  return {
    trust,
    store,
    clock,
    folder,
    /** The newest first. */
    told: (type: string) => activity.list({ limit: 50, type }),
    signIn: (operator_id: string, address = '10.0.0.9') =>
      trust.sign_in.byLink(trust.createSignInLink(operator_id, 60_000), { user_agent: 'a browser', address }),
    [Symbol.dispose]() {
      store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The code of the error that a call throws, or rejects with. */
export async function refusalOf(call: () => unknown): Promise<string> {
  try {
    await call()
    return 'nothing'
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
    throw error
  }
}
