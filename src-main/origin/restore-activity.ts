import path from 'node:path'
import type { NewActivity } from '../store/activity-log.ts'
import { endedText, type Restored } from '../store/recover.ts'

/** An entry of the activity log that says what was restored, and what is missing. */
export function restoredActivity(
  from: string,
  { aside, knows_until, missing, ended }: Restored,
  actor: string,
): NewActivity {
  const until = knows_until === null ? '' : ` It knows what happened until ${knows_until}.`
  const lost =
    missing.length === 0 ? '' : ` What came later is missing: ${missing.join('; ')}. Such nodes have to enroll again.`
  const before = aside === null ? '' : ` What was there is kept as ${path.basename(aside)}.`
  return {
    ...{ type: 'store.restored', severity: 'warning', actor, node_id: null, stream_path: null },
    message: `The backup ${path.basename(from)} is in the place of the database.${until}${lost}${endedText(ended)}${before}`,
    data: { from, aside, knows_until, missing, ended },
  }
}

/** An entry that says that this machine is the origin of a bundle now. */
export function importedActivity(name: string, { aside, knows_until }: Restored, actor: string): NewActivity {
  const before = aside === null ? '' : ` What was here is kept as ${path.basename(aside)}.`
  return {
    ...{ type: 'origin.imported', severity: 'warning', actor, node_id: null, stream_path: null },
    message: `This machine is the origin of the cluster ${name} now, by a bundle. Everybody else has to sign in again.${before}`,
    data: { aside, knows_until },
  }
}

/** An entry that says that all is as it was. */
export function restoreFailedActivity(from: string, error: Error, actor: string): NewActivity {
  return {
    ...{ type: 'store.restore_failed', severity: 'error', actor, node_id: null, stream_path: null },
    message: `The backup ${path.basename(from)} could not be put in the place of the database: ${error.message} All is as it was.`,
    data: { from },
  }
}
