import { z } from 'zod'
import {
  allocationDecisionSchema,
  allocationReplaySchema,
  allocationRequestSchema,
  allocationSchema,
  explainRequestSchema,
  ticketSchema,
} from '#contract/api.ts'
import type { ApiApp } from './api-app.ts'
import { answer, answers } from './envelope.ts'
import { ApiFailure } from './errors.ts'
import type { ApiFeatures } from './features.ts'

const tags = ['Allocations']

/** Where shall a client play or publish: ordered candidates, with why each stands where it does. */
export function registerAllocationsRoutes(app: ApiApp, { streams: { placement } }: ApiFeatures): void {
  app.post(
    '/api/v1/allocations/play',
    {
      // A ticket reserves a place for half a minute and nothing more, so that a player's server needs no more than the right to look.
      schema: {
        tags,
        summary: 'Where to play a stream',
        description:
          'The answer is a ticket: its addresses carry it, and each of its nodes takes it once, within 30 s, for this stream and protocol.',
        body: allocationRequestSchema,
        response: answers(allocationSchema, 400, 401, 404, 422, 503),
      },
    },
    async (request) => answer(placement.allocate('play', request.body)),
  )

  app.post(
    '/api/v1/allocations/publish',
    {
      schema: {
        tags,
        summary: 'Where to publish a stream',
        body: allocationRequestSchema,
        response: answers(allocationSchema, 400, 401, 403, 422, 503),
      },
    },
    async (request) => answer(placement.allocate('publish', request.body)),
  )

  app.get(
    '/api/v1/allocations/explain',
    {
      schema: {
        tags,
        summary: 'Why a client would be sent where it would be sent',
        description:
          'The same decision as for a ticket, with the parts of every score and the reason for every node that is left out. Nothing is given out or reserved.',
        querystring: explainRequestSchema,
        response: answers(allocationDecisionSchema, 400, 401, 404, 422),
      },
    },
    async ({ query: { kind, region, ...asked } }) =>
      answer(placement.explain(kind, { ...asked, region: region ?? null })),
  )

  app.get(
    '/api/v1/tickets/:id',
    {
      schema: {
        tags,
        summary: 'Read a ticket, with the decision it was given out by, and whether it was used',
        description: 'Known for five minutes after it was used or ran out.',
        params: z.object({ id: z.uuid() }),
        response: answers(ticketSchema, 400, 401, 404),
      },
    },
    async ({ params: { id } }) => {
      const ticket = placement.ticket(id)
      if (ticket !== undefined) return answer(ticket)
      throw noTicket(id)
    },
  )

  app.get(
    '/api/v1/tickets/:id/replay',
    {
      schema: {
        tags,
        summary: "Decide a ticket's question again with what nodes report now, and say what is different",
        params: z.object({ id: z.uuid() }),
        response: answers(allocationReplaySchema, 400, 401, 404),
      },
    },
    async ({ params: { id } }) => {
      const replay = placement.replay(id)
      if (replay !== undefined) return answer(replay)
      throw noTicket(id)
    },
  )
}

function noTicket(id: string): ApiFailure {
  return new ApiFailure(
    'ticket_not_found',
    `there is no ticket ${id}`,
    'Tickets are known until five minutes after they were used or ran out.',
  )
}
