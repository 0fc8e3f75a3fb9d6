import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  type AlertRule,
  alertsSchema,
  type ChangeChannel,
  channelSchema,
  type createChannelSchema,
  createdChannelSchema,
  type createSilenceSchema,
  deliverySchema,
  notificationsSchema,
  silenceSchema,
} from '#contract/alert.ts'
import { call, listOf } from './call.ts'
import { queryKeys } from './query-keys.ts'

// What is the matter, and who is told of it how.

/** Alerts that are open, or all that are kept; the live events have them read anew. */
export function useAlerts(state: 'open' | 'all') {
  return useQuery({
    queryKey: [...queryKeys.alerts, state],
    queryFn: ({ signal }) => call(`/alerts?state=${state}`, { answer: alertsSchema, signal }),
    staleTime: 0,
  })
}

/** Rules, silences and channels; what others change is seen a few seconds later. */
export function useNotifications() {
  return useQuery({
    queryKey: queryKeys.notifications,
    queryFn: ({ signal }) => call('/notifications', { answer: notificationsSchema, signal }),
    staleTime: 0,
    refetchInterval: 10_000,
  })
}

/** What was sent, the newest first. */
export function useDeliveries() {
  return useQuery({
    queryKey: queryKeys.deliveries,
    queryFn: async ({ signal }) =>
      (await call('/notifications/deliveries', { answer: listOf(deliverySchema), signal })).items,
    staleTime: 0,
    refetchInterval: 10_000,
  })
}

function useChange<Wish, Answer>(mutationFn: (wish: Wish) => Promise<Answer>) {
  const client = useQueryClient()
  return useMutation({
    gcTime: 0,
    mutationFn,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.notifications }),
        client.invalidateQueries({ queryKey: queryKeys.deliveries }),
      ]),
  })
}

const channelPath = (id: string) => `/notifications/channels/${encodeURIComponent(id)}`

export const useMuteRule = () =>
  useChange(({ rule, muted }: { readonly rule: AlertRule; readonly muted: boolean }) =>
    call(`/notifications/rules/${rule}`, { method: 'PUT', body: { muted }, answer: notificationsSchema }),
  )

export const useSilence = () =>
  useChange((body: z.input<typeof createSilenceSchema>) =>
    call('/notifications/silences', { method: 'POST', body, answer: silenceSchema }),
  )

export const useEndSilence = () =>
  useChange((id: string) => call(`/notifications/silences/${id}`, { method: 'DELETE', answer: silenceSchema }))

/** The key of a webhook is shown this once. */
export const useCreateChannel = () =>
  useChange((body: z.input<typeof createChannelSchema>) =>
    call('/notifications/channels', { method: 'POST', body, answer: createdChannelSchema }),
  )

export const useChangeChannel = () =>
  useChange(({ id, ...body }: ChangeChannel & { readonly id: string }) =>
    call(channelPath(id), { method: 'PATCH', body, answer: channelSchema }),
  )

export const useRemoveChannel = () =>
  useChange((id: string) => call(channelPath(id), { method: 'DELETE', answer: channelSchema }))

/** One try takes up to ten seconds. */
const TEST_DEADLINE_MS = 15_000
export const useTestChannel = () =>
  useChange((id: string) =>
    call(`${channelPath(id)}/test`, {
      method: 'POST',
      body: {},
      answer: deliverySchema,
      deadline_ms: TEST_DEADLINE_MS,
    }),
  )
