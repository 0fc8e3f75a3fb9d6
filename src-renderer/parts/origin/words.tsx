import type { Said } from './said.ts'

/** What the origin says, marked as English where it is not in the language of the panel. */
export function Words({ said: { text, lang } }: { readonly said: Said }) {
  return <span lang={lang ?? undefined}>{text}</span>
}
