import type { Words } from './languages/words.ts'
import { shellActions } from './navigation-policy.ts'
import { type FailureReason, START_DEADLINE_MS } from './origin-lifecycle.ts'
import { escapeHtml, plainPage } from './plain-page.ts'

/** Something that a person is told, and what they can do; `hint` null: nothing is known that helps. */
export interface Told {
  readonly message: string
  readonly hint: string | null
}

/** What the plain page shows in place of the panel. */
export interface FailurePage extends Told {
  readonly title: string
  /** The message and the hint are the origin's own, which speaks English. */
  readonly is_origins: boolean
  readonly log_file: string
  /** Last lines of the log; may be empty. */
  readonly log_tail: readonly string[]
}

/** The page while the origin starts again by itself. */
export function restartingPage({ language, pages: texts }: Words): string {
  return plainPage(
    language,
    'Headwater',
    `<h1>${texts.restarting}</h1>
  <p role="status">${texts.restartingText}</p>`,
  )
}

/** The page before the origin is ready for the first time. */
export function startingPage({ language, pages: texts }: Words): string {
  return plainPage(language, 'Headwater', `<h1>${texts.starting}</h1><p role="status">${texts.moment}</p>`)
}

/** Why the origin cannot start, as the page says it. */
export function failureTold(
  reason: FailureReason,
  { pages: texts }: Words,
): Pick<FailurePage, 'message' | 'hint' | 'is_origins'> {
  switch (reason.kind) {
    case 'said':
      return { message: reason.message, hint: reason.hint, is_origins: true }
    case 'late':
      return { message: texts.late(START_DEADLINE_MS / 1_000), hint: texts.lateHint, is_origins: false }
    case 'crashed': {
      const code = reason.exit_code === null ? texts.unknownCode : String(reason.exit_code)
      return { message: texts.crashed(reason.times, code), hint: texts.crashedHint, is_origins: false }
    }
    default:
      return reason satisfies never
  }
}

/** A page without scripts that says why there is no panel and what to do. */
export function failurePage(
  { title, message, hint, is_origins, log_file, log_tail }: FailurePage,
  { language, pages: texts }: Words,
): string {
  const english = ' lang="en"'
  const said = is_origins ? english : ''
  const log =
    log_tail.length === 0
      ? ''
      : `<h2>${texts.logSays}</h2><pre tabindex="0"${english}>${escapeHtml(log_tail.join('\n'))}</pre>`
  return plainPage(
    language,
    title,
    `<h1>${escapeHtml(title)}</h1>
    <p role="alert"${said}>${escapeHtml(message)}</p>
    ${hint === null ? '' : `<p${said}>${escapeHtml(hint)}</p>`}
    <p class="actions"><a href="${shellActions.retry}">${texts.tryAgain}</a>
    <a href="${shellActions.choose_origin}">${texts.chooseOther}</a>
    <a href="${shellActions.open_log}">${texts.showLog}</a>
    <a href="${shellActions.quit}">${texts.quit}</a></p>
    ${log}
    <p class="small">${escapeHtml(texts.logFile(log_file))}</p>`,
  )
}
