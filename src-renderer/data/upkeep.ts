import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { clusterInfoSchema } from '#contract/api.ts'
import { type Backup, backupSchema, moveBegunSchema, moveUploadSchema, restoreBegunSchema } from '#contract/backup.ts'
import type { NodeId } from '#contract/ids.ts'
import { type RemovedNode, removedNodeSchema } from '#contract/removed-node.ts'
import { restartBegunSchema, type Setting, type SettingText, settingSchema } from '#contract/settings.ts'
import { call, callForFile, listOf } from './call.ts'
import { queryKeys } from './query-keys.ts'
import { saveFile } from './save-file.ts'

// What the origin runs with and keeps: its settings, its backups, those who left.

/** A backup of a large database takes a while, in ms. */
const BACKUP_DEADLINE_MS = 120_000
/** A file of all that the origin keeps is on its way for so long at most, in ms. */
const FILE_DEADLINE_MS = 600_000

/** With what the origin runs, and what was chosen of it; others choose too, so it is read each time it is opened. */
export function useSettings() {
  return useQuery({
    queryKey: queryKeys.settings,
    queryFn: async ({ signal }): Promise<readonly Setting[]> =>
      (await call('/settings', { answer: listOf(settingSchema), signal })).items,
    staleTime: 0,
  })
}

/** What is chosen, by the names of settings; null takes a choice back. */
export type Choices = Readonly<Record<string, SettingText | null>>

/** The origin tries what it is given: a port, files, another server. */
const CHOICE_DEADLINE_MS = 15_000

const chooseSettings = (changes: Choices) =>
  call('/settings', {
    method: 'PATCH',
    body: { changes },
    answer: listOf(settingSchema),
    deadline_ms: CHOICE_DEADLINE_MS,
  })

const beginRestart = () => call('/restart', { method: 'POST', body: {}, answer: restartBegunSchema })

/** Chooses settings for the next start of the origin, all of them or none. */
export function useChooseSettings() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: chooseSettings,
    onSuccess: ({ items }) => client.setQueryData(queryKeys.settings, items),
  })
}

/** Has the origin listen on all addresses of its machine, and starts it again for that. */
export function useLetOthersIn() {
  return useMutation({
    mutationFn: async () => {
      await chooseSettings({ host: '0.0.0.0' })
      return await beginRestart()
    },
  })
}

/** Starts the origin again in place, within seconds. */
export function useRestartOrigin() {
  return useMutation({
    mutationFn: beginRestart,
  })
}

/** The newest first; the origin makes some by itself. */
export function useBackups() {
  return useQuery({
    queryKey: queryKeys.backups,
    queryFn: async ({ signal }): Promise<readonly Backup[]> =>
      (await call('/backups', { answer: listOf(backupSchema), signal })).items,
    staleTime: 0,
    refetchInterval: 60_000,
  })
}

/** Saves a backup as a file of this computer. */
export function useDownloadBackup(name: string) {
  return useMutation({
    mutationFn: async () => {
      saveFile(await callForFile(`/backups/${encodeURIComponent(name)}`, { deadline_ms: FILE_DEADLINE_MS }), name)
    },
  })
}

export function useMakeBackup() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () =>
      call('/backups', { method: 'POST', body: {}, answer: backupSchema, deadline_ms: BACKUP_DEADLINE_MS }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.backups }),
  })
}

/** Puts a backup in the place of the database; the origin starts again within seconds. */
export function useRestore(name: string) {
  return useMutation({
    mutationFn: () =>
      call(`/backups/${encodeURIComponent(name)}/restore`, {
        method: 'POST',
        body: { confirm: name },
        answer: restoreBegunSchema,
        deadline_ms: BACKUP_DEADLINE_MS,
      }),
  })
}

/** Saves all that another machine needs to be this origin, in one sealed file. */
export function useExportOrigin(cluster_id: string) {
  return useMutation({
    mutationFn: async (wish: { readonly passphrase: string; readonly next_origin: string | null }) => {
      const how = { method: 'POST', body: wish, deadline_ms: FILE_DEADLINE_MS } as const
      saveFile(await callForFile('/move/exports', how), `${cluster_id}.hwmove`)
    },
  })
}

/** Hands over such a file, and says what it says of itself. */
export function useUploadMove() {
  return useMutation({
    mutationFn: (file: Blob) =>
      call('/move/uploads', { method: 'POST', file, answer: moveUploadSchema, deadline_ms: FILE_DEADLINE_MS }),
  })
}

/** Becomes the origin that is in it; this one ends and starts again within seconds. */
export function useImportMove() {
  return useMutation({
    mutationFn: ({ id, ...body }: { readonly id: string; readonly passphrase: string; readonly confirm: string }) =>
      call(`/move/uploads/${id}/import`, {
        method: 'POST',
        body,
        answer: moveBegunSchema,
        deadline_ms: BACKUP_DEADLINE_MS,
      }),
  })
}

/** How often an origin that starts again is asked whether it is back, in ms. */
const BACK_EVERY_MS = 1_000

/** Whether an origin answers that started after this one; everything that was read is read anew then. */
export function useRestartedSince(before: string | null): boolean {
  const client = useQueryClient()
  const { data: is_back = false } = useQuery({
    queryKey: queryKeys.restartedSince(before),
    queryFn: async ({ signal }) => {
      const { started_at } = await call('/cluster', { answer: clusterInfoSchema, signal })
      if (started_at === before) return false
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'restarted' })
      return true
    },
    retry: false,
    gcTime: 0,
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data === true ? false : BACK_EVERY_MS),
  })
  return is_back
}

/** Those who were members and are none any more. */
export function useRemovedNodes() {
  return useQuery({
    queryKey: queryKeys.removedNodes,
    queryFn: async ({ signal }): Promise<readonly RemovedNode[]> =>
      (await call('/removed-nodes', { answer: listOf(removedNodeSchema), signal })).items,
    staleTime: 0,
    refetchInterval: 15_000,
  })
}

/** Lets a member of another make join again. */
export function useAllowMember() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: NodeId) => call(`/cluster/nodes/${id}/allow`, { method: 'POST', body: {}, answer: z.unknown() }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.removedNodes }),
        client.invalidateQueries({ queryKey: queryKeys.nodes }),
      ]),
  })
}
