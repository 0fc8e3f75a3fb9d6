import { useMutation, useQueryClient } from '@tanstack/react-query'
import { accountSchema, begunTotpSchema, recoveryCodesSchema } from '#contract/operators.ts'
import { call } from './call.ts'
import { queryKeys } from './query-keys.ts'

// Secrets and recovery codes are shown once: what a mutation answered is forgotten with its component.
const FORGOTTEN = { gcTime: 0 } as const

/** Begins to set up an authenticator app: its secret, which counts once a code of it was sent. */
export function useBeginTotp() {
  return useMutation({
    ...FORGOTTEN,
    mutationFn: () => call('/account/totp', { method: 'POST', body: {}, answer: begunTotpSchema }),
  })
}

/** Turns it on; the recovery codes in the answer are shown this once. */
export function useConfirmTotp() {
  const client = useQueryClient()
  return useMutation({
    ...FORGOTTEN,
    mutationFn: (code: string) =>
      call('/account/totp/confirm', { method: 'POST', body: { code }, answer: recoveryCodesSchema }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.account }),
  })
}

/** Turns it off; the recovery codes go with it. */
export function useEndTotp() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call('/account/totp', { method: 'DELETE', answer: accountSchema }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.account }),
  })
}

/** New recovery codes; those before are good no more. */
export function useNewRecoveryCodes() {
  const client = useQueryClient()
  return useMutation({
    ...FORGOTTEN,
    mutationFn: () => call('/account/recovery-codes', { method: 'POST', body: {}, answer: recoveryCodesSchema }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.account }),
  })
}
