import { join } from 'node:path'
import type { Logger } from 'pino'
import { z } from 'zod'
import { type NodeId, nodeIdSchema } from '#contract/ids.ts'
import { type ToldAccess, toldAccessSchema } from '#contract/told-access.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'

const keptSchema = z.object({ node_id: nodeIdSchema, told: toldAccessSchema })

/**
 * Who may publish and watch, as the origin told it last: kept in a file of this user's alone, so that a node that starts without its origin
 * lets in the same as before.
 */
export class KeptAccess {
  readonly #file: string
  readonly #node_id: NodeId
  readonly #log: Logger
  #told: ToldAccess | null
  #writing: Promise<void> = Promise.resolve()

  private constructor(file: string, node_id: NodeId, told: ToldAccess | null, log: Logger) {
    this.#file = file
    this.#node_id = node_id
    this.#told = told
    this.#log = log
  }

  /** Reads what is kept; of another node id, or unreadable, it counts as nothing, and the origin says it again. */
  static async open(data_dir: string, node_id: NodeId, log: Logger): Promise<KeptAccess> {
    const file = join(data_dir, 'access.json')
    const text = await readPrivateFile(file)
    if (text === null) return new KeptAccess(file, node_id, null, log)
    try {
      const kept = keptSchema.parse(JSON.parse(text))
      return new KeptAccess(file, node_id, kept.node_id === node_id ? kept.told : null, log)
    } catch {
      // What the parser complains of may be a secret.
      log.warn({ event: 'access.unreadable' }, `${file} cannot be read; the origin will say again who may come in`)
      return new KeptAccess(file, node_id, null, log)
    }
  }

  /** Null: the origin never told. */
  get told(): ToldAccess | null {
    return this.#told
  }

  /** Holds from now on, and is written behind what is being written. */
  set(told: ToldAccess): void {
    if (told.revision === this.#told?.revision) return
    this.#told = told
    this.#writing = this.#writing.then(async () => {
      // A newer word came meanwhile and is written behind this.
      if (told !== this.#told) return
      try {
        await writePrivateFile(this.#file, `${JSON.stringify({ node_id: this.#node_id, told })}\n`)
      } catch (error) {
        this.#log.error(
          { event: 'access.not_written', err: error },
          `${this.#file} could not be written: restarted without its origin, this node would let in who was let in before`,
        )
      }
    })
  }

  /** Everything that was told is on disk, or was said to be not. */
  async flush(): Promise<void> {
    await this.#writing
  }
}
