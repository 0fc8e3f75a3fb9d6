/** Typed listeners: `Events` names each event with what it tells. */
export class Listeners<Events extends { [Event in keyof Events]: readonly unknown[] }> {
  readonly #of = new Map<keyof Events, Set<(...facts: never[]) => void>>()

  /** Adds a listener; the function returned takes it out again. */
  on<Event extends keyof Events>(event: Event, listener: (...facts: Events[Event]) => void): () => void {
    let listeners = this.#of.get(event)
    if (!listeners) {
      listeners = new Set()
      this.#of.set(event, listeners)
    }
    // One set per event name, so the facts are of that event's type whenever it is called below.
    const added = listener as unknown as (...facts: never[]) => void
    listeners.add(added)
    return () => listeners.delete(added)
  }

  /** Calls every listener of the event, in the order they were added. */
  emit<Event extends keyof Events>(event: Event, ...facts: Events[Event]): void {
    const listeners = this.#of.get(event)
    if (!listeners) return
    for (const listener of [...listeners]) (listener as unknown as (...facts: Events[Event]) => void)(...facts)
  }
}
