import { type LiveEvent, liveEventSchema } from '#contract/live-event.ts'
import type { OriginProgram } from './origin-program.ts'
import { Hopeless, waitFor } from './wait-for.ts'

/** A live event with the id it came under and the moment it arrived, by this process's monotonic clock. */
export interface ReceivedEvent {
  readonly id: string | null
  readonly at_ms: number
  readonly event: LiveEvent
}

/** Reads `GET /api/v1/events` as the panel does; every event is checked against contract/. */
export class EventReader implements AsyncDisposable {
  readonly received: ReceivedEvent[] = []
  #failure: unknown = null
  readonly #abort = new AbortController()
  readonly #done: Promise<void>

  private constructor(body: ReadableStream<Uint8Array>) {
    this.#done = this.#read(body).catch((error: unknown) => {
      this.#failure = error
    })
  }

  /** @param last_event_id resumes after this event */
  static async open(origin: OriginProgram, last_event_id?: string): Promise<EventReader> {
    const answer = await fetch(`${origin.ready.url}/api/v1/events`, {
      headers: {
        accept: 'text/event-stream',
        authorization: `Bearer ${origin.ready.api_key}`,
        ...(last_event_id === undefined ? {} : { 'last-event-id': last_event_id }),
      },
    })
    if (!answer.ok || answer.body === null) throw new Error(`events answered ${answer.status}: ${await answer.text()}`)
    return new EventReader(answer.body)
  }

  get last_id(): string {
    const id = this.received.findLast((received) => received.id !== null)?.id
    if (id == null) throw new Error('no event with an id came yet')
    return id
  }

  /** Waits for the first event, among those received and those to come, that `matches`. */
  async until(
    what: string,
    matches: (event: LiveEvent, received: ReceivedEvent) => boolean,
    deadline_ms = 10_000,
  ): Promise<ReceivedEvent> {
    return await waitFor(
      `event: ${what}`,
      () => {
        if (this.#failure !== null) throw new Hopeless(this.#failure)
        return this.received.find((received) => matches(received.event, received))
      },
      { deadline_ms },
    )
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder()
    const reader = body.getReader()
    this.#abort.signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined))
    let text = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      text += decoder.decode(value, { stream: true })
      const blocks = text.split(/\r?\n\r?\n/)
      text = blocks.pop() ?? ''
      for (const block of blocks) this.#take(block)
    }
  }

  #take(block: string): void {
    const fields = block.split(/\r?\n/).map((line) => /^(\w+): ?(.*)$/.exec(line))
    const data = fields.filter((field) => field?.[1] === 'data').map((field) => field?.[2])
    if (data.length === 0) return
    const id = fields.find((field) => field?.[1] === 'id')?.[2] ?? null
    const event = liveEventSchema.parse(JSON.parse(data.join('\n')))
    this.received.push({ id, at_ms: performance.now(), event })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort()
    await this.#done
  }
}
