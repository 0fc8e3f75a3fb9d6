import { createHash } from 'node:crypto'
import type { Language } from '#contract/language.ts'

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 44rem; margin: 15vh auto; padding: 0 2rem }
h1 { font-size: 1.5rem } h2 { font-size: 1rem; margin-top: 2rem }
a { margin-right: 1.5rem } .small { font-size: .85rem; opacity: .75; overflow-wrap: anywhere }
pre { white-space: pre-wrap; overflow-wrap: anywhere; max-height: 30vh; overflow: auto; font-size: .8rem }
label { display: block; margin-top: 1.5rem } input, button { font: inherit; padding: .4rem .7rem }
input { width: min(100%, 26rem); box-sizing: border-box; margin: .3rem .5rem .3rem 0 }
code { font-size: .95rem; overflow-wrap: anywhere }
:focus-visible { outline: 2px solid; outline-offset: 2px }
`
/** Nothing is loaded and nothing runs; of styles this one alone counts. */
const POLICY = [
  "default-src 'none'; base-uri 'none'; frame-src 'none'; object-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "require-trusted-types-for 'script'; trusted-types 'none'",
].join('; ')

/** What a page of the shell may be told apart from its words. */
export interface PlainPageOptions {
  /** Where the page's form leads; absent: it has none. */
  readonly form_action?: string
}

/**
 * A whole document as a data: URL, which can load and run nothing. Its links and its form lead nowhere; the shell acts on
 * them (navigation-policy.ts).
 * @param language what the page is written in; what is not in it carries a `lang` of its own
 * @param body HTML; what comes from elsewhere is escaped by whoever makes it
 */
export function plainPage(
  language: Language,
  title: string,
  body: string,
  { form_action = "'none'" }: PlainPageOptions = {},
): string {
  const html = `<!doctype html><html lang="${language}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}; form-action ${form_action}">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`
}

/** Text that means itself in HTML, also within quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
