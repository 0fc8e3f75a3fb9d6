import type { ProvisioningRun, ProvisioningStep, StepFailure } from '#contract/provisioning-run.ts'
import { texts } from './failure-texts.ts'

/** Codes of failures that other credentials can mend: the form for them stands open at once. */
const ABOUT_LOGIN = /(^|_)(auth|login|key_passphrase|private_key|password|credentials|passphrase|sudo)(_|$)/

/** Whether a failure is about who logs in, so that other credentials are the way on. */
export const isAboutLogin = (code: string): boolean => ABOUT_LOGIN.test(code)

/** What somebody who is asked for help has to know, as text; run logs and failures hold no secrets. */
export function failureText(
  title: string,
  { id, user, host, port, to_version }: Pick<ProvisioningRun, 'id' | 'user' | 'host' | 'port' | 'to_version'>,
  step: Pick<ProvisioningStep, 'id' | 'title' | 'attempt' | 'ended_at'>,
  failure: StepFailure,
): string {
  return [
    texts.failed(title, step),
    texts.code(failure.code),
    failure.message,
    ...(failure.hint === null ? [] : [texts.hint(failure.hint)]),
    texts.box(`${user}@${host}:${port}`),
    ...(to_version === null ? [] : [texts.version(to_version)]),
    texts.run(id, step.ended_at),
    ...(failure.output.length === 0 ? [] : ['', ...failure.output]),
  ].join('\n')
}
