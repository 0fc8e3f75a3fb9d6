import type { NewActivity } from '../store/activity-log.ts'

/** Ends the origin, does something while nobody has the database open, and starts it again in the same process, with what that did in Activity. */
export type Restart = (between: () => NewActivity) => void
