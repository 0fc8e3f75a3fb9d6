import type { FastifyReply, FastifyRequest } from 'fastify'
import type { OperatorSession } from '#contract/operators.ts'
import type { Principal } from '../trust/principal.ts'
import type { SignedIn } from '../trust/sign-in.ts'
import type { SignInSource } from '../trust/trust-context.ts'
import { deviceOf, setDeviceCookie, setSessionCookie } from './session-cookie.ts'

/** Where somebody signs in from. */
export function sourceOf(request: FastifyRequest): SignInSource {
  return {
    user_agent: request.headers['user-agent'] ?? null,
    address: request.ip,
    device_token: deviceOf(request),
  }
}

/** Gives the browser its session; what it is told of it. */
export function giveSession(request: FastifyRequest, reply: FastifyReply, signed_in: SignedIn): OperatorSession {
  const { principal, session_token, device_token } = signed_in
  setSessionCookie(request, reply, session_token, principal.by === 'wall_link' ? principal.expires_at : null)
  if (device_token !== null) setDeviceCookie(request, reply, device_token)
  return sessionAnswer(principal)
}

/** Who is calling, as it is answered. */
export function sessionAnswer({ actor: _, scopes, ...shown }: Principal): OperatorSession {
  return { ...shown, scopes: scopes === null ? null : [...scopes] }
}
