import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import type { RelyingParty } from '../trust/passkeys.ts'
import { ApiFailure } from './errors.ts'

/**
 * For which name of this origin a passkey is: the one in the browser's address bar. Browsers have passkeys for names only,
 * not for IP addresses, and on pages that came by https or from this very machine (Web Authentication, 5.1.3).
 * @throws {ApiFailure} passkeys_unavailable
 */
export function relyingPartyOf(request: FastifyRequest): RelyingParty {
  // The browser's Origin was found to be of this host before (authentication.ts), and the host to be one of ours (host-check.ts).
  const origin = request.headers.origin ?? `${request.protocol}://${request.host}`
  if (!URL.canParse(origin)) throw unavailable('This request does not say which host it is for.', 'Send a Host header.')
  const { hostname, protocol, port } = new URL(origin)
  if (isIP(hostname.replace(/^\[|\]$/g, '')) !== 0) {
    const there = hostname === '127.0.0.1' || hostname === '[::1]'
    throw unavailable(
      `Browsers have no passkeys for an IP address, and this page is at ${hostname}.`,
      there
        ? `Open the panel as ${protocol}//localhost${port === '' ? '' : `:${port}`} instead.`
        : 'Open the panel by a name of this origin (`allowed_hosts`, `advertise_host`), with TLS.',
    )
  }
  if (protocol !== 'https:' && hostname !== 'localhost' && !hostname.endsWith('.localhost')) {
    throw unavailable(
      'Browsers have passkeys on pages with TLS only, and this one came without.',
      'Open the panel by https; the README says how to give the origin a certificate.',
    )
  }
  return { rp_id: hostname, origin }
}

const unavailable = (message: string, hint: string) => new ApiFailure('passkeys_unavailable', message, hint)
