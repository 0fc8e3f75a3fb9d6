import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { ApiApp } from './api-app.ts'

/**
 * Which names a browser may use for this origin in its address bar. Without this check a page of any site could let its
 * own name point at this machine (DNS rebinding) and then talk to the API as if it were the panel. An IP address cannot be
 * rebound, nor can `localhost`; every other name has to be configured.
 */
export class HostPolicy {
  readonly #allowed: () => readonly string[]

  /** @param allowed names besides IP addresses and localhost, without a port; asked each time, as one may be chosen later */
  constructor(allowed: () => readonly string[]) {
    this.#allowed = allowed
  }

  /** @param host value of the Host header; undefined only where the client speaks HTTP/1.0, which no browser does */
  allows(host: string | undefined): boolean {
    if (host === undefined) return true
    const name = hostName(host)
    if (name === null) return false
    return (
      isIP(name) !== 0 ||
      name === 'localhost' ||
      name.endsWith('.localhost') ||
      this.#allowed().some((one) => plain(one) === name)
    )
  }
}

/** The text for whoever came by a name that is not allowed: it is read by a person, in a browser or a terminal. */
export function misdirectedText(host: string | undefined): string {
  const name = hostName(host ?? '') ?? 'this name'
  return [
    `This is a Headwater origin, but it does not answer to the name ${name}.`,
    '',
    `If that name is meant to lead here, allow it and start the origin again:`,
    `  in headwater.yaml   origin: { allowed_hosts: ['${name}'] }`,
    `  or as a variable    HEADWATER_ORIGIN_ALLOWED_HOSTS=${name}`,
    'An IP address and localhost work without it.',
    '',
  ].join('\n')
}

/** Refuses every request that came by a foreign name, before anything else looks at it. */
export function registerHostCheck(app: ApiApp, policy: HostPolicy): void {
  app.addHook('onRequest', async (request, reply) => {
    if (policy.allows(request.headers.host)) return
    request.log.warn(
      { event: 'request.misdirected', host: request.headers.host?.slice(0, 255) },
      'refused a foreign Host',
    )
    return reply.code(421).type('text/plain; charset=utf-8').send(misdirectedText(request.headers.host))
  })
}

/**
 * Whether a request comes from a page of this very origin, as far as the browser says: true also where nothing is said,
 * by programs that are no browsers. Scheme and port count as the browser's address bar has them.
 */
export function isSameOrigin(request: Pick<IncomingMessage, 'headers'> & { readonly socket?: unknown }): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return true
  if (host === undefined || !URL.canParse(origin)) return false
  const from = new URL(origin)
  // Whoever sits in a plain connection to this name writes pages that are not of this origin.
  if (request.socket instanceof TLSSocket && from.protocol !== 'https:') return false
  const here = `${from.protocol}//${host}`
  return (
    (from.protocol === 'http:' || from.protocol === 'https:') && URL.canParse(here) && new URL(here).host === from.host
  )
}

/** The name in a Host header, in lower case and without port and brackets; null if it is none. */
function hostName(host: string): string | null {
  const [, bracketed, name] = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]{1,253}))(?::\d{1,5})?$/i.exec(host) ?? []
  const found = bracketed ?? name
  return found === undefined ? null : plain(found)
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
}
