import type { FailureReason } from './origin-lifecycle.ts'

/**
 * Why the panel of a remote origin is not there, for a person.
 * @param reason Chromium's name, `ERR_CONNECTION_REFUSED`
 */
export function unreachableReason(host: string, reason: string): FailureReason {
  if (reason.startsWith('ERR_CERT') || reason === 'ERR_FAILED') {
    return {
      message: `The certificate of ${host} is not one that this computer takes for it (${reason}).`,
      hint: 'After the installation got a new authority, choose the origin again and compare its fingerprint. Otherwise somebody may be listening in between: ask whoever runs it.',
    }
  }
  if (reason === 'ERR_NAME_NOT_RESOLVED') {
    return {
      message: `The name in ${host} does not resolve from this computer.`,
      hint: 'See that this computer is online.',
    }
  }
  if (reason === 'ERR_CONNECTION_REFUSED') {
    return { message: `Nothing answers at ${host}.`, hint: 'The origin may be restarting. Its nodes go on meanwhile.' }
  }
  return {
    message: `${host} does not answer (${reason}).`,
    hint: 'See that this computer is online and reaches it. The cluster goes on meanwhile.',
  }
}
