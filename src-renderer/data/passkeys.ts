import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { begunPasskeySchema, operatorSessionSchema, type PasskeyInfo, passkeyInfoSchema } from '#contract/operators.ts'
import { ApiFailure } from './api-failure.ts'
import { call, listOf } from './call.ts'
import { queryKeys } from './query-keys.ts'
import { texts } from './texts.ts'

// The browser's part of passkeys (Web Authentication) is brought in when one is used, by one call of the origin before and one after it.
const browserPart = () => import('@simplewebauthn/browser')

/** Whether this browser has passkeys for this page: at an IP address, or without TLS, none has. */
export function hasPasskeys(): boolean {
  const { hostname } = window.location
  const is_address = hostname.includes(':') || /^[\d.]+$/.test(hostname)
  return !is_address && window.isSecureContext && window.PublicKeyCredential !== undefined
}

/** What the browser has to prove with a passkey, and what the origin calls this try. */
async function begin(path: string) {
  return await call(path, { method: 'POST', body: {}, answer: begunPasskeySchema })
}

async function proofFor(path: string) {
  const { ceremony, options } = await begin(path)
  const { startAuthentication } = await browserPart()
  type Options = Parameters<typeof startAuthentication>[0]['optionsJSON']
  const response = await startAuthentication({ optionsJSON: options as unknown as Options }).catch(refuse)
  return { ceremony, response }
}

/** Browsers say of whoever turns away no more than that they did. */
function refuse(error: unknown): never {
  const is_known = error instanceof Error && error.name === 'InvalidStateError'
  throw new ApiFailure({
    code: is_known ? 'passkey_known' : 'passkey_not_used',
    message: is_known ? texts.passkeyKnown : texts.passkeyNotUsed,
    hint: is_known ? null : texts.passkeyNotUsedHint,
    by_panel: true,
  })
}

export function usePasskeySignIn() {
  const client = useQueryClient()
  return useMutation({
    gcTime: 0,
    mutationFn: async () => {
      const body = await proofFor('/sign-in/passkey/options')
      return await call('/sign-in/passkey', { method: 'POST', body, answer: operatorSessionSchema })
    },
    onSuccess: () => client.resetQueries({ queryKey: queryKeys.session }),
  })
}

/** Proves who sits there by a passkey. */
export function usePasskeyProof() {
  return useMutation({
    gcTime: 0,
    mutationFn: async () => {
      const passkey = await proofFor('/session/proof/passkey')
      return await call('/session/proof', { method: 'POST', body: { passkey }, answer: operatorSessionSchema })
    },
  })
}

export function usePasskeys() {
  return useQuery({
    queryKey: queryKeys.passkeys,
    queryFn: async ({ signal }): Promise<readonly PasskeyInfo[]> =>
      (await call('/account/passkeys', { answer: listOf(passkeyInfoSchema), signal })).items,
    staleTime: 0,
  })
}

/** Has the browser make a passkey, by this name. */
export function useAddPasskey() {
  const client = useQueryClient()
  return useMutation({
    gcTime: 0,
    mutationFn: async (name: string) => {
      const { ceremony, options } = await begin('/account/passkeys/options')
      const { startRegistration } = await browserPart()
      type Options = Parameters<typeof startRegistration>[0]['optionsJSON']
      const response = await startRegistration({ optionsJSON: options as unknown as Options }).catch(refuse)
      return await call('/account/passkeys', {
        method: 'POST',
        body: { ceremony, name, response },
        answer: passkeyInfoSchema,
      })
    },
    onSuccess: () => changed(client),
  })
}

export function useRemovePasskey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) =>
      call(`/account/passkeys/${encodeURIComponent(id)}`, { method: 'DELETE', answer: passkeyInfoSchema }),
    onSuccess: () => changed(client),
  })
}

function changed(client: ReturnType<typeof useQueryClient>) {
  return Promise.all([
    client.invalidateQueries({ queryKey: queryKeys.passkeys }),
    client.invalidateQueries({ queryKey: queryKeys.account }),
  ])
}
