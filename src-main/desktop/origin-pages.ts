import { attachAction, shellActions } from './navigation-policy.ts'
import { escapeHtml, plainPage } from './plain-page.ts'
import type { OriginChoice } from './preferences.ts'

/**
 * Asks which origin the window shows.
 * @param current the choice until now
 * @param typed what is in the field
 * @param problem why what was typed cannot be used; null: nothing was tried yet
 */
export function chooseOriginPage(current: OriginChoice, typed: string, problem: string | null): string {
  const now =
    current.kind === 'local'
      ? 'Headwater runs its origin on this computer.'
      : `Headwater shows the origin at ${new URL(current.url).host}.`
  const local =
    current.kind === 'local'
      ? ''
      : `<h2>The origin on this computer</h2>
    <p>Headwater starts again and runs an origin of its own.</p>
    <p><a href="${shellActions.use_local}">Use this computer</a></p>`
  return plainPage(
    'Choose an origin',
    `<h1>Which origin?</h1>
    <p>${escapeHtml(now)}</p>
    ${local}
    <h2>An origin on another computer</h2>
    ${problem === null ? '' : `<p role="alert">${escapeHtml(problem)}</p>`}
    <form action="${attachAction}" method="get">
      <label>Address <input name="address" value="${escapeHtml(typed)}" placeholder="https://origin.example.com:8090"
        maxlength="300" spellcheck="false" autocomplete="off" required autofocus></label>
      <button>Look at it</button>
    </form>
    <p class="small">You sign in there as in a browser. ${
      current.kind === 'local' ? 'The origin on this computer stops, and its data stays.' : ''
    }</p>
    <p><a href="${shellActions.back}">Back</a></p>`,
  )
}

/** While an origin is looked at. */
export function lookingPage(host: string): string {
  return plainPage('Looking', `<h1>Looking at ${escapeHtml(host)}</h1><p role="status">One moment.</p>`)
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
export function confirmOriginPage({ url, fingerprint }: FoundOrigin): string {
  const { host, protocol } = new URL(url)
  const proof =
    fingerprint === null
      ? `<p>${
          protocol === 'https:'
            ? 'Its certificate comes from an authority that this computer trusts.'
            : 'It is reached through this computer itself, without TLS.'
        }</p>`
      : `<p>Its certificate comes from an authority of its own. Compare the fingerprint of its key with the one that the
      panel there shows under Settings, Certificates, or that whoever runs it tells you on another way:</p>
      <p><code>${escapeHtml(inGroups(fingerprint))}</code></p>
      <p>If they are not the same, somebody may be listening in between. From here on only what this authority signs is
      taken for ${escapeHtml(host)}.</p>`
  return plainPage(
    'Is this the origin?',
    `<h1>Is this the origin?</h1><p>An origin answers at <code>${escapeHtml(url)}</code>.</p>${proof}
    <p class="actions"><a href="${shellActions.back}">Cancel</a>
    <a href="${shellActions.confirm}">${fingerprint === null ? 'Connect' : 'It is the same: connect'}</a></p>`,
  )
}

/** In groups of four, which people can compare. */
function inGroups(fingerprint: string): string {
  return fingerprint.replace(/(.{4})(?=.)/g, '$1 ')
}
