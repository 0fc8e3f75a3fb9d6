import { shellActions } from './navigation-policy.ts'
import type { FailureReason } from './origin-lifecycle.ts'
import { escapeHtml, plainPage } from './plain-page.ts'

/** What the plain page shows in place of the panel. */
export interface FailurePage extends FailureReason {
  readonly title: string
  readonly log_file: string
  /** Last lines of the log; may be empty. */
  readonly log_tail: readonly string[]
}

/** The page while the origin starts again by itself. */
export const restartingPage = plainPage(
  'Headwater',
  `<h1>The origin is starting again</h1>
  <p role="status">It ended unexpectedly. Streams go on: the nodes keep serving on what they know.</p>`,
)

/** The page before the origin is ready for the first time. */
export const startingPage = plainPage('Headwater', `<h1>Headwater is starting</h1><p role="status">One moment.</p>`)

/** A page without scripts that says why there is no panel and what to do. */
export function failurePage({ title, message, hint, log_file, log_tail }: FailurePage): string {
  const log =
    log_tail.length === 0
      ? ''
      : `<h2>What the log says last</h2><pre tabindex="0">${escapeHtml(log_tail.join('\n'))}</pre>`
  return plainPage(
    title,
    `<h1>${escapeHtml(title)}</h1>
    <p role="alert">${escapeHtml(message)}</p>
    ${hint === null ? '' : `<p>${escapeHtml(hint)}</p>`}
    <p class="actions"><a href="${shellActions.retry}">Try again</a>
    <a href="${shellActions.choose_origin}">Choose another origin</a>
    <a href="${shellActions.open_log}">Show the log</a>
    <a href="${shellActions.quit}">Quit</a></p>
    ${log}
    <p class="small">Log: ${escapeHtml(log_file)}</p>`,
  )
}
