import { z } from 'zod'
import {
  alertRuleSchema,
  alertsQuerySchema,
  alertsSchema,
  changeChannelSchema,
  channelSchema,
  createChannelSchema,
  createdChannelSchema,
  createSilenceSchema,
  deliverySchema,
  muteRuleSchema,
  notificationsSchema,
  silenceSchema,
} from '#contract/alert.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers, itemsOf } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

const tags = ['Alerts']
const PATH = '/api/v1/notifications'
const channel = z.object({ id: z.string().max(64) })

/** What is the matter, and who is told of it how. */
export function registerAlertsRoutes(app: ApiApp, { alerts }: ApiFeatures): void {
  app.get(
    '/api/v1/alerts',
    {
      schema: {
        tags,
        summary: 'What is the matter, the newest first',
        querystring: alertsQuerySchema,
        response: answers(alertsSchema, 400, 401),
      },
    },
    async (request) => answer(alerts.list(request.query)),
  )

  app.get(
    PATH,
    { schema: { tags, summary: 'Rules, silences and channels', response: answers(notificationsSchema, 401, 403) } },
    async () => answer(alerts.notifications()),
  )

  app.get(
    `${PATH}/deliveries`,
    {
      schema: {
        tags,
        summary: 'What was sent, and how that went',
        response: answers(itemsOf(deliverySchema), 401, 403),
      },
    },
    async () => answer({ items: alerts.deliveries() }),
  )

  app.put(
    `${PATH}/rules/:rule`,
    {
      schema: {
        tags,
        summary: 'Mute a rule, or have it told again',
        params: z.object({ rule: alertRuleSchema }),
        body: muteRuleSchema,
        response: answers(notificationsSchema, 400, 401, 403, 507),
      },
    },
    async (request) => answer(alerts.mute(request.params.rule, request.body.muted, principalOf(request).actor)),
  )

  app.post(
    `${PATH}/silences`,
    {
      schema: {
        tags,
        summary: 'Have nobody notified for a while',
        body: createSilenceSchema,
        response: answers(silenceSchema, 400, 401, 403, 507),
      },
    },
    async (request) => answer(alerts.silence(request.body, principalOf(request).actor)),
  )

  app.delete(
    `${PATH}/silences/:id`,
    {
      schema: {
        tags,
        summary: 'End a silence',
        params: z.object({ id: z.uuid() }),
        response: answers(silenceSchema, 400, 401, 403, 404, 507),
      },
    },
    async (request) => answer(alerts.endSilence(request.params.id, principalOf(request).actor)),
  )

  app.post(
    `${PATH}/channels`,
    {
      schema: {
        tags,
        summary: 'Add a webhook or an e-mail channel',
        body: createChannelSchema,
        response: answers(createdChannelSchema, 400, 401, 403, 507),
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return answer(alerts.createChannel(request.body, principalOf(request).actor))
    },
  )

  app.patch(
    `${PATH}/channels/:id`,
    {
      schema: {
        tags,
        summary: 'Change a channel, or switch it on and off',
        params: channel,
        body: changeChannelSchema,
        response: answers(channelSchema, 400, 401, 403, 404, 507),
      },
    },
    async (request) => answer(alerts.changeChannel(request.params.id, request.body, principalOf(request).actor)),
  )

  app.delete(
    `${PATH}/channels/:id`,
    {
      schema: {
        tags,
        summary: 'Remove a channel',
        params: channel,
        response: answers(channelSchema, 400, 401, 403, 404, 409, 507),
      },
    },
    async (request) => answer(alerts.removeChannel(request.params.id, principalOf(request).actor)),
  )

  app.post(
    `${PATH}/channels/:id/test`,
    {
      config: { rateLimit: { max: 20, timeWindow: 60_000 } },
      schema: {
        tags,
        summary: 'Send a test by a channel',
        params: channel,
        response: answers(deliverySchema, 400, 401, 403, 404, 429, 507),
      },
    },
    async (request) => answer(await alerts.test(request.params.id, principalOf(request).actor)),
  )
}
