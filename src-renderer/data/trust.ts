import { useQuery } from '@tanstack/react-query'
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
