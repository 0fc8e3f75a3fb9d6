import type { Words } from './languages/words.ts'
import { attachAction, shellActions } from './navigation-policy.ts'
import { escapeHtml, plainPage } from './plain-page.ts'
import type { OriginChoice } from './preferences.ts'

/**
 * Asks which origin the window shows.
 * @param current the choice until now
 * @param typed what is in the field
 * @param problem why what was typed cannot be used; null: nothing was tried yet
 */
export function chooseOriginPage(
  current: OriginChoice,
  typed: string,
  problem: string | null,
  { language, origin: texts }: Words,
): string {
  const now = current.kind === 'local' ? texts.nowHere : texts.nowAt(new URL(current.url).host)
  const local =
    current.kind === 'local'
      ? ''
      : `<h2>${texts.here}</h2>
    <p>${texts.hereText}</p>
    <p><a href="${shellActions.use_local}">${texts.useHere}</a></p>`
  return plainPage(
    language,
    texts.choose,
    `<h1>${texts.which}</h1>
    <p>${escapeHtml(now)}</p>
    ${local}
    <h2>${texts.elsewhere}</h2>
    ${problem === null ? '' : `<p role="alert">${escapeHtml(problem)}</p>`}
    <form action="${attachAction}" method="get">
      <label>${texts.address} <input name="address" value="${escapeHtml(typed)}" placeholder="https://origin.example.com:8090"
        maxlength="300" spellcheck="false" autocomplete="off" required autofocus></label>
      <button>${texts.look}</button>
    </form>
    <p class="small">${texts.signIn} ${current.kind === 'local' ? texts.hereStops : ''}</p>
    <p><a href="${shellActions.back}">${texts.back}</a></p>`,
    { form_action: attachAction },
  )
}

/** While an origin is looked at. */
export function lookingPage(host: string, { language, origin: texts }: Words): string {
  return plainPage(
    language,
    texts.looking,
    `<h1>${escapeHtml(texts.lookingAt(host))}</h1><p role="status">${texts.moment}</p>`,
  )
}

/** What was found at an address, for whoever has to say that it is the right one. */
export interface FoundOrigin {
  readonly url: string
  /** The authority that vouches for it, as PEM; null: the system trusts it anyway. */
  readonly authority_pem: string | null
  /** SHA-256 of that authority's key, hexadecimal; null without one. */
  readonly fingerprint: string | null
}

/** Asks whether this is the origin that was meant. */
export function confirmOriginPage({ url, fingerprint }: FoundOrigin, { language, origin: texts }: Words): string {
  const { host, protocol } = new URL(url)
  const proof =
    fingerprint === null
      ? `<p>${protocol === 'https:' ? texts.trusted : texts.withoutTls}</p>`
      : `<p>${texts.compare}</p>
      <p><code>${escapeHtml(inGroups(fingerprint))}</code></p>
      <p>${escapeHtml(texts.notTheSame(host))}</p>`
  return plainPage(
    language,
    texts.isIt,
    `<h1>${texts.isIt}</h1><p>${texts.answersAt(`<code>${escapeHtml(url)}</code>`)}</p>${proof}
    <p class="actions"><a href="${shellActions.back}">${texts.cancel}</a>
    <a href="${shellActions.confirm}">${fingerprint === null ? texts.connect : texts.connectSame}</a></p>`,
  )
}

/** In groups of four, which people can compare. */
function inGroups(fingerprint: string): string {
  return fingerprint.replace(/(.{4})(?=.)/g, '$1 ')
}
