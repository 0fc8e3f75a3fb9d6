import type { texts as english } from '../../../../screens/run-detail/failure-texts.ts'

export const texts: typeof english = {
  failed: (run, { title, id, attempt }) => `${run}: Schritt „${title}“ (${id}) fehlgeschlagen, Versuch ${attempt}`,
  code: (code) => `Code: ${code}`,
  hint: (hint) => `Hinweis: ${hint}`,
  box: (address) => `Maschine: ${address}`,
  version: (version) => `Version: ${version}`,
  run: (id, ended_at) => `Lauf: ${id}${ended_at === null ? '' : `, am ${ended_at}`}`,
}
