import { changeSettingsSchema, restartBegunSchema, settingSchema } from '#contract/settings.ts'
import { type ApiApp, principalOf } from './api-app.ts'
import { answer, answers, itemsOf } from './envelope.ts'
import type { ApiFeatures } from './features.ts'
import { isLoopback } from './plain-http.ts'

const tags = ['Cluster']

/** With what the origin runs, where it was set, and what of it is chosen here. */
export function registerSettingsRoutes(app: ApiApp, { settings, clusterInfo }: ApiFeatures): void {
  app.get(
    '/api/v1/settings',
    {
      schema: {
        tags,
        summary: 'Every setting as it is in effect: its default, its unit, and where it was set',
        description:
          'After the settings come the numbers of the program that cannot be set (`source.kind` is `fixed`). Secrets are not shown. With a `choice` it can be chosen here.',
        response: answers(itemsOf(settingSchema), 401, 403),
      },
    },
    async () => answer({ items: [...settings.list()] }),
  )

  app.patch(
    '/api/v1/settings',
    {
      schema: {
        tags,
        summary: 'Choose settings for the next start of the origin',
        body: changeSettingsSchema,
        response: answers(itemsOf(settingSchema), 400, 401, 403, 409, 422, 507),
      },
    },
    async (request) => {
      const { actor } = principalOf(request)
      const by = { actor, host: request.hostname, from_here: isLoopback(request.socket.remoteAddress) }
      return answer({ items: [...(await settings.change(request.body, by))] })
    },
  )

  app.post(
    '/api/v1/restart',
    {
      schema: {
        tags,
        summary: 'Start the origin again in place',
        response: answers(restartBegunSchema, 401, 403, 409),
      },
    },
    async (request) => {
      settings.beginRestart(principalOf(request).actor)
      return answer({ started_at: clusterInfo().started_at })
    },
  )
}
