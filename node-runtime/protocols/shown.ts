import type { IncomingMessage } from 'node:http'
import type { Shown } from '../media/admission.ts'
import { splitTarget } from './http/media-request.ts'

/** Longest query that is looked at; what is longer holds no key of ours. */
const MAX_QUERY_LENGTH = 4_096
const MAX_REFERRER_LENGTH = 512

/** What an HTTP client shows: the query of its address, and the bearer of its head. */
export function shownBy({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): Shown {
  const bearer = /^Bearer +(\S{1,512})$/i.exec(headers.authorization ?? '')?.[1] ?? null
  return { query: boundedQuery(splitTarget(url).query), bearer }
}

/** A query as it is kept of a client. */
export function boundedQuery(query: string): string {
  return query.length > MAX_QUERY_LENGTH ? '' : query
}

/** The page that a client watches on; null: it does not say. */
export function referrerOf({ referer, origin }: IncomingMessage['headers']): string | null {
  const said = referer ?? (origin === 'null' ? undefined : origin)
  return said?.slice(0, MAX_REFERRER_LENGTH) ?? null
}
