/** Why the database cannot be used. */
export type StoreErrorCode =
  | 'database_newer'
  | 'database_foreign'
  | 'database_damaged'
  | 'database_unusable'
  | 'migration_failed'
  | 'backup_failed'
  | 'backup_not_found'
  | 'backup_not_confirmed'
  | 'backup_of_other_key'
  | 'restore_under_way'
  | 'move_not_found'
  | 'move_not_confirmed'
  | 'move_of_other_cluster'
  | 'disk_full'
  | 'disk_failed'

/** The origin's database cannot be used; nothing in it was changed. `hint` says what to do. */
export class StoreError extends Error {
  readonly code: StoreErrorCode
  readonly hint: string
  /** The file it is about. */
  readonly file: string
  constructor(
    message: string,
    about: { readonly code: StoreErrorCode; readonly file: string; readonly hint: string; readonly cause?: unknown },
  ) {
    super(message, 'cause' in about ? { cause: about.cause } : undefined)
    this.name = 'StoreError'
    this.code = about.code
    this.file = about.file
    this.hint = about.hint
  }
}

/** Whether a write failed for want of room, or because the disk did not take it: it may be tried again later. */
export function isDiskRefusal(error: unknown): boolean {
  return error instanceof StoreError && (error.code === 'disk_full' || error.code === 'disk_failed')
}
