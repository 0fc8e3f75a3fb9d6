import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { authorityStateSchema } from '#contract/authority.ts'
import { certificatesSchema } from '#contract/certificates.ts'
import { storageStatusSchema } from '#contract/storage.ts'
import { call } from './call.ts'
import { queryKeys } from './query-keys.ts'

/** Certificates change over days; what is wrong with them is shown within this, in ms. */
const CERTIFICATES_EVERY_MS = 60_000

/** What the port of panel and API proves itself with. */
export function useCertificates() {
  return useQuery({
    queryKey: queryKeys.certificates,
    queryFn: ({ signal }) => call('/certificates', { answer: certificatesSchema, signal }),
    refetchInterval: CERTIFICATES_EVERY_MS,
  })
}

/** What takes room on the disk of the origin's data. */
export function useStorage() {
  return useQuery({
    queryKey: queryKeys.storage,
    queryFn: ({ signal }) => call('/storage', { answer: storageStatusSchema, signal }),
    staleTime: 0,
    refetchInterval: 15_000,
    retry: false,
  })
}

/** Which authorities of the installation's own are trusted, the one that signs first. */
export function useAuthority() {
  return useQuery({
    queryKey: queryKeys.authority,
    queryFn: ({ signal }) => call('/authority', { answer: authorityStateSchema, signal }),
    staleTime: 0,
    refetchInterval: 5_000,
    retry: false,
  })
}

/** Makes a new authority, which signs from now on. */
export function useRotateAuthority() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call('/authority/rotations', { method: 'POST', body: {}, answer: authorityStateSchema }),
    onSuccess: (state) => client.setQueryData(queryKeys.authority, state),
  })
}

/** Ends the trust in an authority that signs no more; forced, although nodes hold certificates of it. */
export function useDropAuthority(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (force: boolean) =>
      call(`/authority/${id}${force ? '?force=true' : ''}`, { method: 'DELETE', answer: authorityStateSchema }),
    onSuccess: (state) => client.setQueryData(queryKeys.authority, state),
  })
}
