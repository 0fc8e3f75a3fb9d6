import { failureActions } from './navigation-policy.ts'
import type { FailureReason } from './origin-lifecycle.ts'

/** What the plain page shows in place of the panel. */
export interface FailurePage extends FailureReason {
  readonly title: string
  readonly log_file: string
  /** Last lines of the log; may be empty. */
  readonly log_tail: readonly string[]
}

/** The page while the origin starts again by itself. */
export const restartingPage = page(
  'Headwater',
  `<h1>The origin is starting again</h1>
  <p role="status">It ended unexpectedly. Streams go on: the nodes keep serving on what they know.</p>`,
)

/** The page before the origin is ready for the first time. */
export const startingPage = page('Headwater', `<h1>Headwater is starting</h1><p role="status">One moment.</p>`)

/**
 * A page without scripts that says why the origin cannot start and what to do. Its links lead nowhere; the shell acts on
 * them (navigation-policy.ts).
 */
export function failurePage({ title, message, hint, log_file, log_tail }: FailurePage): string {
  const log =
    log_tail.length === 0
      ? ''
      : `<h2>What the log says last</h2><pre tabindex="0">${escapeHtml(log_tail.join('\n'))}</pre>`
  return page(
    title,
    `<h1>${escapeHtml(title)}</h1>
    <p role="alert">${escapeHtml(message)}</p>
    ${hint === null ? '' : `<p>${escapeHtml(hint)}</p>`}
    <p class="actions"><a href="${failureActions.retry}">Try again</a>
    <a href="${failureActions.open_log}">Show the log</a>
    <a href="${failureActions.quit}">Quit</a></p>
    ${log}
    <p class="small">Log: ${escapeHtml(log_file)}</p>`,
  )
}

/** A whole document as a data: URL, which can load and run nothing. */
function page(title: string, body: string): string {
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${escapeHtml(title)}</title><style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 44rem; margin: 15vh auto; padding: 0 2rem }
h1 { font-size: 1.5rem } h2 { font-size: 1rem; margin-top: 2rem }
a { margin-right: 1.5rem } .small { font-size: .85rem; opacity: .75; overflow-wrap: anywhere }
pre { white-space: pre-wrap; overflow-wrap: anywhere; max-height: 30vh; overflow: auto; font-size: .8rem }
</style></head><body>${body}</body></html>`
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
