import { asItIs, render, type Sentence, say, together } from '#contract/sentence.ts'
import type { StorageState } from '#contract/storage.ts'
import type { NewActivity } from './activity-log.ts'
import type { Room } from './storage-watch.ts'

/** How much of a disk is free, for a person. */
export function freeSentence({ free_bytes, total_bytes }: Room): Sentence {
  const gib = (bytes: number) => (bytes / 1024 ** 3).toFixed(1)
  return say`${gib(free_bytes)} of ${gib(total_bytes)} GiB free`
}

/** What a state of the disk means, and what to do, for a person; empty where all is well. */
export function storageSentence(state: StorageState, { free_bytes }: Room, folder: string): Sentence {
  const free = say`${Math.floor(free_bytes / 2 ** 20)} MB are free on the disk of ${folder}.`
  switch (state) {
    case 'ok':
      return asItIs('')
    case 'low':
      return together([free, say`Make room there before it is full.`])
    case 'critical':
      return together([free, say`Streams go on; Activity waits in memory, and no backups are made. Make room there.`])
    case 'full':
      return say`The disk of ${folder} is full. Streams go on; changes are refused, Activity waits in memory, and no backups are made. Make room there: all goes on by itself.`
    default:
      return state satisfies never
  }
}

/** The same in English. */
export const storageDetail = (state: StorageState, room: Room, folder: string): string =>
  render(storageSentence(state, room, folder))

/** An entry of the activity log about a change of the disk's state. */
export function storageActivity(state: StorageState, room: Room, folder: string): NewActivity {
  const severity = state === 'ok' ? 'info' : state === 'low' ? 'warning' : 'error'
  const message = state === 'ok' ? `There is room again on the disk of ${folder}.` : storageDetail(state, room, folder)
  return {
    ...{ type: `storage.${state}`, severity, actor: 'origin', node_id: null, stream_path: null, message },
    data: { free_bytes: room.free_bytes, total_bytes: room.total_bytes },
  }
}
