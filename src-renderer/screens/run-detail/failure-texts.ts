import type { ProvisioningStep } from '#contract/provisioning-run.ts'
import { inLanguage } from '../../languages/catalogue.ts'

/** Lines of a failure's details as they are copied for somebody who is asked for help. */
export const texts = inLanguage('screens/run-detail/failure-texts', {
  failed: (run: string, { title, id, attempt }: Pick<ProvisioningStep, 'title' | 'id' | 'attempt'>) =>
    `${run}: step "${title}" (${id}) failed, attempt ${attempt}`,
  code: (code: string) => `Code: ${code}`,
  hint: (hint: string) => `Hint: ${hint}`,
  box: (address: string) => `Box: ${address}`,
  version: (version: string) => `Version: ${version}`,
  run: (id: string, ended_at: string | null) => `Run: ${id}${ended_at === null ? '' : `, at ${ended_at}`}`,
})
