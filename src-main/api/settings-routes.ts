import { settingSchema } from '#contract/settings.ts'
import type { ApiApp } from './api-app.ts'
import { answer, answers, itemsOf } from './envelope.ts'
import type { ApiFeatures } from './features.ts'

/** With what the origin runs, and where it was set. */
export function registerSettingsRoutes(app: ApiApp, { settings }: ApiFeatures): void {
  app.get(
    '/api/v1/settings',
    {
      schema: {
        tags: ['Cluster'],
        summary: 'Every setting as it is in effect: its default, its unit, and where it was set',
        description:
          'After the settings come the numbers of the program that cannot be set (`source.kind` is `fixed`). Secrets are not shown.',
        response: answers(itemsOf(settingSchema), 401, 403),
      },
    },
    async () => answer({ items: [...settings()] }),
  )
}
