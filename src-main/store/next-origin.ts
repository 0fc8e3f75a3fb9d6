import type { Store } from './store.ts'

const KEY = 'next_origin'
/** How often it is looked whether a command has set it, in ms: it writes beside the running origin. */
const LOOK_INTERVAL_MS = 2_000

/** Where this origin will be: its nodes are told, and dial there when nobody answers here. */
export class NextOrigin {
  readonly #store: Store
  readonly #timer: NodeJS.Timeout
  readonly #listeners = new Set<() => void>()
  #url: string | null

  constructor(store: Store) {
    this.#store = store
    this.#url = readNextOrigin(store)
    this.#timer = setInterval(() => this.look(), LOOK_INTERVAL_MS)
    this.#timer.unref()
  }

  /** Base URL; null: it stays where it is. */
  get url(): string | null {
    return this.#url
  }

  onChanged(listener: () => void): void {
    this.#listeners.add(listener)
  }

  look(): void {
    const url = readNextOrigin(this.#store)
    if (url === this.#url) return
    this.#url = url
    for (const listener of this.#listeners) listener()
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}

function readNextOrigin({ sql }: Pick<Store, 'sql'>): string | null {
  const value = sql.prepare('SELECT value_json FROM settings WHERE key = ?').pluck().get(KEY) as string | undefined
  return value === undefined ? null : (JSON.parse(value) as string)
}

/** @param url null: it stays where it is */
export function writeNextOrigin({ sql }: Pick<Store, 'sql'>, url: string | null): void {
  if (url === null) {
    sql.prepare('DELETE FROM settings WHERE key = ?').run(KEY)
    return
  }
  sql
    .prepare(
      'INSERT INTO settings (key, value_json) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value_json = excluded.value_json',
    )
    .run(KEY, JSON.stringify(url))
}
