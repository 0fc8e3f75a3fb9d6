import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type KnownHostKey, knownHostKeySchema } from '#contract/host-key.ts'
import { call, listOf } from './call.ts'
import { queryKeys } from './query-keys.ts'

/** An address of SSH: the host in small letters, IPv6 without brackets. */
export interface HostKeyPlace {
  readonly host: string
  readonly port: number
}

/** What the API calls the keys of an address, below `/api/v1`. */
export const hostKeyPath = ({ host, port }: HostKeyPlace): string => `/host-keys/${encodeURIComponent(host)}/${port}`

/** Every host key that machines are known by, by address. Runs confirm others meanwhile, so it is read again. */
export function useHostKeys() {
  return useQuery({
    queryKey: queryKeys.hostKeys,
    queryFn: async ({ signal }): Promise<readonly KnownHostKey[]> =>
      (await call('/host-keys', { answer: listOf(knownHostKeySchema), signal })).items,
    staleTime: 0,
    refetchInterval: 15_000,
  })
}

/** Nothing is known of the address any more: whoever logs in there next is shown its key. */
export function useForgetHostKeys(place: HostKeyPlace) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call(hostKeyPath(place), { method: 'DELETE', answer: listOf(knownHostKeySchema) }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.hostKeys }),
  })
}

/** The address is known by this key alone from now on. */
export function useReplaceHostKey(place: HostKeyPlace) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { readonly algorithm: string; readonly fingerprint: string }) =>
      call(hostKeyPath(place), { method: 'PUT', body, answer: listOf(knownHostKeySchema) }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.hostKeys }),
  })
}
