/** Why secrets at rest cannot be opened. */
export type DataKeyErrorCode =
  | 'data_key_missing'
  | 'data_key_wrong'
  | 'data_key_unreadable'
  | 'data_key_exposed'
  | 'data_key_unwritable'
  | 'sealed_value_invalid'

/** The data key, or what lies sealed under it, cannot be used. Names keys by their ids; never holds one. */
export class DataKeyError extends Error {
  readonly code: DataKeyErrorCode
  readonly hint: string
  constructor(code: DataKeyErrorCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DataKeyError'
    this.code = code
    this.hint = hint
  }

  /** The database holds values of keys that are not there. */
  static wrong(needed: readonly string[], given: string): DataKeyError {
    return new DataKeyError(
      'data_key_wrong',
      `Secrets in the database are sealed by the data key ${needed.join(', ')}, but the one here is ${given}.`,
      'Put the key that belongs to this database in its place: it is in the data directory that the database came from, or in a bundle that `headwater origin export` made there.',
    )
  }
}
