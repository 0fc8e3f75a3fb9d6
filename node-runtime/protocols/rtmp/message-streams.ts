import type { Admission } from '../../media/admission.ts'
import type { Playing } from './playing.ts'
import type { Publishing } from './publishing.ts'
import { addressElsewhere, type StreamAddress } from './stream-address.ts'
import { MAX_MESSAGE_STREAMS } from './wire.ts'

/** What a message stream is for; it is one thing at a time. */
export type Role = Publishing | Playing

/** The message streams of one connection (RTMP 1.0, 7.2.1.3), at most {@link MAX_MESSAGE_STREAMS}, numbered from 1 on. */
export class MessageStreams {
  readonly #created = new Set<number>()
  readonly #roles = new Map<number, Role>()

  /** Nothing is published, played or looked for. */
  get idle(): boolean {
    return this.#roles.size === 0
  }

  /** The lowest number that is free; null where there are as many as may be. */
  create(): number | null {
    for (let id = 1; id <= MAX_MESSAGE_STREAMS; id++) {
      if (this.#created.has(id) || this.#roles.has(id)) continue
      this.#created.add(id)
      return id
    }
    return null
  }

  delete(id: number): void {
    this.#created.delete(id)
  }

  /** Something can begin there: a client need not have created it, because some never do. */
  takes(id: number): boolean {
    return id >= 1 && id <= MAX_MESSAGE_STREAMS && this.#roles.get(id)?.kind !== 'publishing'
  }

  set(id: number, role: Role): void {
    this.#roles.set(id, role)
  }

  free(id: number): void {
    this.#roles.delete(id)
  }

  clear(): void {
    this.#roles.clear()
  }

  on(id: number): Role | null {
    return this.#roles.get(id) ?? null
  }

  /** What publishes there; media that names no stream, or none that is, belongs to the only one that publishes. */
  publishingOn(id: number): Publishing | null {
    const role = this.#roles.get(id)
    if (role) return role.kind === 'publishing' ? role : null
    const [only, ...others] = [...this.#roles.values()].filter((each) => each.kind === 'publishing')
    return others.length === 0 ? (only ?? null) : null
  }

  playingOn(id: number): Playing | null {
    const role = this.#roles.get(id)
    return role?.kind === 'playing' ? role : null
  }

  /** Where the stream of this path is published; null where it is not. */
  publishingOf(path: string): number | null {
    for (const [id, role] of this.#roles) if (role.kind === 'publishing' && role.named.path === path) return id
    return null
  }

  /** Where its client may go on with what it plays or publishes; null: nowhere. One connection goes to one place. */
  elsewhere(admission: Pick<Admission, 'elsewhere'>): StreamAddress | null {
    for (const { kind, named } of this.#roles.values()) {
      const role = kind === 'publishing' ? 'publisher' : 'viewer'
      const elsewhere = admission.elsewhere?.(role, named.path, named.hops) ?? null
      if (elsewhere !== null) return addressElsewhere(named, elsewhere)
    }
    return null
  }

  each(visit: (role: Role) => unknown): void {
    for (const role of [...this.#roles.values()]) visit(role)
  }
}
