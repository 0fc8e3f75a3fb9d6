import { lastContainerLines } from './container-log.ts'
import type { NodeProcess } from './join-step.ts'
import { CONTAINER_NAME } from './node-place.ts'
import { findContainer } from './start-step.ts'

/** A node in its container. */
export const containerProcess: NodeProcess = {
  async restarts({ box }, signal) {
    const found = await findContainer(await box.engine(signal), signal)
    return found?.RestartCount ?? 0
  },
  async lastLines({ box }, signal) {
    return await lastContainerLines(await box.engine(signal), CONTAINER_NAME, signal)
  },
}
