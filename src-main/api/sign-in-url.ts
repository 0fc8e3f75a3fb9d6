import type { FastifyRequest } from 'fastify'

/** A link as it works for who asked for it: by the name, and with the TLS, by which they came themselves. */
export function signInUrl(request: FastifyRequest, token: string): string {
  // A proxy in front may have ended TLS; the browser's Origin was found to be of this host before (authentication.ts).
  const base = request.headers.origin ?? `${request.protocol}://${request.host}`
  return `${base}/sign-in#${token}`
}
