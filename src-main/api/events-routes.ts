import type { ServerResponse } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { EVENTS_PATH } from '#contract/live-event.ts'
import { problemSchema } from '#contract/problem.ts'
import type { ApiApp } from './api-app.ts'
import { bearerOf } from './authentication.ts'
import { ApiFailure } from './errors.ts'
import type { ApiFeatures } from './features.ts'
import type { LiveEventSink } from './live-event-hub.ts'
import { sessionOf } from './session-cookie.ts'

/** Event streams open at once, and the time between two looks whether the client may still see what it sees, in ms. */
const MAX_CLIENTS = 1_000
const RECHECK_INTERVAL_MS = 30_000

/** Server-sent events: everything that changes, to every open panel. */
export function registerEventsRoutes(app: ApiApp, { events, trust }: ApiFeatures): void {
  app.get(
    EVENTS_PATH,
    {
      schema: {
        tags: ['Events'],
        summary: 'Everything that changes, as server-sent events',
        description:
          'Each `data` is one message of contract/live-event.ts as JSON. Send `Last-Event-ID` to get what you missed; a `reset` says that this is not known any more, and that the lists are to be read afresh. `alive` comes every second.',
        headers: z.object({ 'last-event-id': z.string().max(64).optional() }),
        response: {
          200: {
            description: 'The stream; it ends when the origin stops or the session does.',
            content: { 'text/event-stream': { schema: z.string() } },
          },
          401: problemSchema,
          503: problemSchema,
        },
      },
    },
    async (request, reply) => {
      if (events.clients >= MAX_CLIENTS) {
        throw new ApiFailure('too_many_clients', `${MAX_CLIENTS} event streams are open already.`, 'Close some panels.')
      }
      reply.header('content-type', 'text/event-stream; charset=utf-8')
      // A proxy that gathers answers would hold events back.
      reply.header('x-accel-buffering', 'no')
      for (const [name, value] of Object.entries(reply.getHeaders()))
        if (value !== undefined) reply.raw.setHeader(name, value)
      reply.hijack()
      reply.raw.writeHead(200)
      reply.raw.flushHeaders()

      const disconnect = events.connect(sinkOf(reply.raw), request.headers['last-event-id'] ?? null)
      // Also what keeps the session of somebody who only watches from running out.
      const look = () => {
        if (trust.authenticate(proofOf(request)) === null) reply.raw.end()
      }
      const recheck = setInterval(look, RECHECK_INTERVAL_MS)
      const forget = trust.onAccessEnded(look)
      reply.raw.on('error', (error) => {
        request.log.debug({ event: 'events.connection_failed', err: error }, 'an event stream broke')
      })
      reply.raw.on('close', () => {
        clearInterval(recheck)
        forget()
        disconnect()
      })
    },
  )
}

function proofOf(request: FastifyRequest) {
  return { cookie: sessionOf(request), bearer: bearerOf(request) }
}

function sinkOf(response: ServerResponse): LiveEventSink {
  return {
    write: (text) => {
      if (!response.writableEnded && !response.destroyed) response.write(text)
    },
    backlog_bytes: () => response.writableLength,
    end: () => response.end(),
    drop: () => response.destroy(),
  }
}
