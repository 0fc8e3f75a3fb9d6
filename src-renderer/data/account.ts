import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  accountSchema,
  endedSessionsSchema,
  operatorSessionSchema,
  type passwordSignInSchema,
  type sessionProofSchema,
} from '#contract/operators.ts'
import { call } from './call.ts'
import { queryKeys } from './query-keys.ts'

export type Account = z.infer<typeof accountSchema>

// Passwords, codes and links pass through here. What a mutation was given and answered is forgotten with its component.
const FORGOTTEN = { gcTime: 0 } as const

/** Oneself; only for who is signed in as an operator. */
export function useAccount(wanted = true) {
  return useQuery({
    queryKey: queryKeys.account,
    enabled: wanted,
    queryFn: ({ signal }) => call('/account', { answer: accountSchema, signal }),
    staleTime: 0,
  })
}

/** Signs in by name and password, and by a code where the origin asks for one. */
export function useSignIn() {
  const client = useQueryClient()
  return useMutation({
    ...FORGOTTEN,
    mutationFn: (body: z.input<typeof passwordSignInSchema>) =>
      call('/sign-in/password', { method: 'POST', body, answer: operatorSessionSchema }),
    onSuccess: () => client.resetQueries({ queryKey: queryKeys.session }),
  })
}

/** Proves who sits there, by one thing that only they have. */
export function useProve() {
  return useMutation({
    ...FORGOTTEN,
    mutationFn: (body: z.input<typeof sessionProofSchema>) =>
      call('/session/proof', { method: 'POST', body, answer: operatorSessionSchema }),
  })
}

export function useRenameAccount() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => call('/account', { method: 'PATCH', body: { name }, answer: accountSchema }),
    onSuccess: () =>
      Promise.all(
        [queryKeys.account, queryKeys.session, queryKeys.operators].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  })
}

/** Sets or changes one's password; every other session of one's own ends. */
export function useSetPassword() {
  const client = useQueryClient()
  return useMutation({
    ...FORGOTTEN,
    mutationFn: (password: string) =>
      call('/account/password', { method: 'PUT', body: { password }, answer: endedSessionsSchema }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.account }),
        client.invalidateQueries({ queryKey: queryKeys.sessions }),
      ]),
  })
}
