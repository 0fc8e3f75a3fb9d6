import type { Told } from './failure-page.ts'
import type { Words } from './languages/words.ts'

/**
 * Why the panel of a remote origin is not there, for a person.
 * @param reason Chromium's name, `ERR_CONNECTION_REFUSED`
 */
export function unreachableReason(host: string, reason: string, texts: Words['pages']): Told {
  if (reason.startsWith('ERR_CERT') || reason === 'ERR_FAILED') {
    return { message: texts.wrongCertificate(host, reason), hint: texts.wrongCertificateHint }
  }
  if (reason === 'ERR_NAME_NOT_RESOLVED') return { message: texts.nameUnknown(host), hint: texts.nameUnknownHint }
  if (reason === 'ERR_CONNECTION_REFUSED') return { message: texts.refused(host), hint: texts.refusedHint }
  return { message: texts.silent(host, reason), hint: texts.silentHint }
}
