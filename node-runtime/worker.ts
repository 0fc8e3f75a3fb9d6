/** The program of a worker thread: the node's two ports once more, over streams that the main thread owns. */
import { workerData } from 'node:worker_threads'
import { WorkerMedia } from './worker-media.ts'
import type { ThreadSettings } from './workers/thread-settings.ts'

const media = new WorkerMedia(workerData as ThreadSettings)
await media.listen()
