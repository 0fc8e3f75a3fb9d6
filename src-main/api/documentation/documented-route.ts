/** What the documentation of a route says besides its schemas: how a request and an answer look. */
export interface DocumentedRoute {
  /** Where the route's own schema has none. */
  readonly description?: string
  /** An example of the body; absent: it takes none. */
  readonly body?: unknown
  /** An example of each answer that is no problem document, by status. */
  readonly answers?: Readonly<Record<number, unknown>>
}

/** By method and path, as routes are registered: `GET /api/v1/nodes/:id`. */
export type DocumentedRoutes = Readonly<Record<string, DocumentedRoute>>

/** A success in the envelope of /api/v1. */
export const says = (data: unknown): NonNullable<DocumentedRoute['answers']> => ({ 200: { data, error: null } })
