import type { FastifyReply, FastifyRequest } from 'fastify'
import { sessionCookieName } from '#contract/api.ts'
import type { ApiApp } from './api-app.ts'

/** How long a browser keeps the cookie, in s: as long as the longest session. Its session may end earlier. */
const COOKIE_MAX_AGE_S = 30 * 86_400
/** How long it is known as one in which somebody signs in, in s. */
const DEVICE_MAX_AGE_S = 365 * 86_400

/** The session that the request's cookie carries, or undefined where there is none. */
export function sessionOf(request: FastifyRequest): string | undefined {
  return request.cookies[nameFor(request)]
}

/** Gives the browser its session. @param expires_at when its session ends whatever is done with it; null: as operators' do */
export function setSessionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  session_token: string,
  expires_at: string | null,
): void {
  const maxAge =
    expires_at === null ? COOKIE_MAX_AGE_S : Math.max(1, Math.ceil((Date.parse(expires_at) - Date.now()) / 1_000))
  reply.setCookie(nameFor(request), session_token, { ...cookieFlags(request), maxAge })
}

/** Has the browser forget its session. */
export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(nameFor(request), cookieFlags(request))
}

/** What the browser was given when somebody signed in there before. */
export function deviceOf(request: FastifyRequest): string | undefined {
  return request.cookies[deviceNameFor(request)]
}

/** Has the browser be known again. It proves nothing. */
export function setDeviceCookie(request: FastifyRequest, reply: FastifyReply, device_token: string): void {
  reply.setCookie(deviceNameFor(request), device_token, { ...cookieFlags(request), maxAge: DEVICE_MAX_AGE_S })
}

const nameFor = (request: FastifyRequest) => sessionNameAt(request, request.socket.localPort ?? 0)
const deviceNameFor = (request: FastifyRequest) => deviceNameAt(request, request.socket.localPort ?? 0)
const deviceNameAt = (request: FastifyRequest, port: number) =>
  sessionNameAt(request, port).replace('session', 'device')

/** Over TLS it has a name of its own (RFC 6265bis 4.1.3.2): nobody in a plain connection can put another in its place, or keep one from being set. */
function sessionNameAt(request: FastifyRequest, port: number): string {
  const name = sessionCookieName(port)
  return request.protocol === 'https' ? `__Host-${name}` : name
}

function cookieFlags(request: FastifyRequest) {
  // A proxy in front may have ended TLS: then the browser says so by the Origin of the page it sends from.
  const secure = request.protocol === 'https' || (request.headers.origin ?? '').startsWith('https://')
  return { httpOnly: true, sameSite: 'strict', path: '/', secure } as const
}

/**
 * Has browsers that signed in while the origin listened at another port of this host be known: they send cookies of every port, and each has the
 * name of its own. Whether the session still holds is looked at as ever.
 */
export function knowCookiesOf(app: ApiApp, earlier_ports: readonly number[]): void {
  if (earlier_ports.length === 0) return
  app.addHook('onRequest', async (request) => {
    for (const nameAt of [sessionNameAt, deviceNameAt]) {
      const name = nameAt(request, request.socket.localPort ?? 0)
      if (request.cookies[name] !== undefined) continue
      const before = earlier_ports
        .map((port) => request.cookies[nameAt(request, port)])
        .find((one) => one !== undefined)
      if (before !== undefined) request.cookies[name] = before
    }
  })
}
