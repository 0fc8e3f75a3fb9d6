import type { ServerResponse } from 'node:http'
import { EVENTS_ALIVE_INTERVAL_MS, type LiveEvent } from '#contract/live-event.ts'

/** Server-sent events to every open panel, with a short memory for those who come back. */
export class EventFeed {
  readonly #clients = new Set<ServerResponse>()
  readonly #run = Date.now().toString(36)
  readonly #recent: { readonly number: number; readonly text: string }[] = []
  readonly #alive = setInterval(() => this.publish({ type: 'alive' }), EVENTS_ALIVE_INTERVAL_MS)
  #number = 0
  /** Says nothing while true, as an origin that hangs does. */
  muted = false

  attach(response: ServerResponse, last_event_id: string | undefined): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    const [run, number] = last_event_id?.split('-') ?? []
    const known = this.#recent[0]?.number ?? 0
    if (run === this.#run && Number(number) >= known - 1) {
      for (const event of this.#recent) if (event.number > Number(number)) response.write(event.text)
    } else {
      response.write(`retry: 1000\ndata: ${JSON.stringify({ type: 'reset' } satisfies LiveEvent)}\n\n`)
    }
    this.#clients.add(response)
    response.once('close', () => this.#clients.delete(response))
  }

  publish(event: LiveEvent): void {
    this.#number += 1
    const text = `id: ${this.#run}-${this.#number}\ndata: ${JSON.stringify(event)}\n\n`
    this.#recent.push({ number: this.#number, text })
    if (this.#recent.length > 500) this.#recent.shift()
    if (this.muted) return
    for (const client of this.#clients) client.write(text)
  }

  stop(): void {
    clearInterval(this.#alive)
    for (const client of this.#clients) client.destroy()
  }
}
