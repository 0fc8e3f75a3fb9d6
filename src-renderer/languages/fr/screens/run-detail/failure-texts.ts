import type { texts as english } from '../../../../screens/run-detail/failure-texts.ts'

export const texts: typeof english = {
  failed: (run, { title, id, attempt }) => `${run} : étape « ${title} » (${id}) échouée, tentative ${attempt}`,
  code: (code) => `Code : ${code}`,
  hint: (hint) => `Conseil : ${hint}`,
  box: (address) => `Machine : ${address}`,
  version: (version) => `Version : ${version}`,
  run: (id, ended_at) => `Exécution : ${id}${ended_at === null ? '' : `, le ${ended_at}`}`,
}
