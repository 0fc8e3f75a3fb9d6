/** Diagnostics that are not there, or not any more. */
export class DiagnosticsError extends Error {
  readonly code = 'diagnostics_not_found'
  readonly hint = 'Collect them anew: POST /api/v1/diagnostics.'

  constructor(id: string) {
    super(`There are no diagnostics ${id}, or they were collected too long ago.`)
    this.name = 'DiagnosticsError'
  }
}
