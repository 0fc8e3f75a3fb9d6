import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiApp } from './api-app.ts'
import { NONCE_PLACE, newStyleNonce, panelPolicy, policyOfFile } from './content-policies.ts'
import { ApiFailure, sendFailure } from './errors.ts'

const NOT_BUILT = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Headwater</title>
<h1>The control panel has not been built</h1>
<p>The origin runs, and its API answers. Build the panel with</p>
<pre>npm run build</pre>
<p>and start the origin again. What the API can do stands at <a href="/api/docs">/api/docs</a>.</p>
</html>
`

/**
 * Serves the built panel. A page that a browser asks for and that is no file is the panel itself, whose router knows what
 * to show; everything else that nobody serves is an error in the envelope.
 *
 * @param panel_dir folder with index.html; null where there is none
 */
export async function registerPanel(app: ApiApp, panel_dir: string | null): Promise<void> {
  const built = panel_dir !== null && existsSync(path.join(panel_dir, 'index.html'))
  if (built) {
    await app.register(fastifyStatic, {
      root: path.resolve(panel_dir),
      prefix: '/',
      index: false,
      dotfiles: 'ignore',
      cacheControl: false,
      // The build puts compressed ones beside the scripts and styles.
      preCompressed: true,
      schemaHide: true,
      setHeaders: (reply, file) => {
        // Files under assets/ have their content's hash in their name; all others may change with the next version.
        const immutable = path.relative(panel_dir, file).startsWith(`assets${path.sep}`)
        reply.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache')
        const policy = policyOfFile(file)
        if (policy !== null) reply.header('content-security-policy', policy)
      },
    })
    // The plugin would refuse the folder itself, and knows no nonce.
    for (const page of ['/', '/index.html']) {
      app.get(page, { schema: { hide: true } }, (_request, reply) => sendPanel(panel_dir, reply))
    }
  }
  app.setNotFoundHandler(async (request, reply) => {
    if (!isPage(request)) return sendFailure(nobodyServes(request), request, reply)
    if (built) return await sendPanel(panel_dir, reply)
    reply.header('cache-control', 'no-cache')
    return reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT)
  })
}

/** Sends the page with a nonce of its own: no cache may keep it, since the next answer's policy would not fit. */
async function sendPanel(panel_dir: string, reply: FastifyReply): Promise<FastifyReply> {
  const page = await readFile(path.join(panel_dir, 'index.html'), 'utf8')
  const nonce = newStyleNonce()
  return reply
    .header('cache-control', 'no-store')
    .header('content-security-policy', panelPolicy(nonce))
    .type('text/html; charset=utf-8')
    .send(page.replaceAll(NONCE_PLACE, nonce))
}

function isPage(request: FastifyRequest): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false
  const [pathname = '/'] = request.url.split('?')
  // Not found under these is the answer itself, and a file that is missing is not a page.
  if (/^\/(?:api|play|assets|health|ready|metrics)(?:\/|$)/.test(pathname)) return false
  return (request.headers.accept ?? '').includes('text/html')
}

function nobodyServes(request: FastifyRequest): ApiFailure {
  const [pathname = '/'] = request.url.split('?')
  return new ApiFailure(
    'not_found',
    `There is no ${request.method} ${pathname.slice(0, 200)}.`,
    'What there is stands at /api/docs.',
  )
}
