import { parseStrictJson, StrictJsonError } from '#contract/strict-json.ts'
import type { ApiApp } from './api-app.ts'

/** Reads every body as {@link parseStrictJson} does; what that refuses is the caller's fault and answered with 400. */
export function readBodiesStrictly(app: ApiApp): void {
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      if (body.length === 0) throw new StrictJsonError('The body is empty. Send a JSON object, or no Content-Type.')
      done(null, parseStrictJson(Buffer.from(body)))
    } catch (error) {
      done(error as Error)
    }
  })
}
