import { Notification } from 'electron'
import type { Notice } from './alert-notices.ts'

/** A notification that is collected is not clicked any more; so many are kept. */
const MOST_KEPT = 20

/** Notifications of the desktop. */
export class Notices {
  readonly #open: (path: string) => void
  readonly #note: (text: string) => void
  readonly #kept: Notification[] = []

  /** @param open shows a screen of the panel @param note for the log */
  constructor(open: (path: string) => void, note: (text: string) => void) {
    this.#open = open
    this.#note = note
  }

  show({ title, body, path }: Notice): void {
    // Some desktops of Linux have no notification service: then the tray and the panel are what tells.
    if (!Notification.isSupported()) return
    const notification = new Notification({ title, body })
    notification.on('click', () => this.#open(path))
    // For example a Mac program without a signature.
    notification.on('failed', (_event, error) => this.#note(`a notification was not shown: ${error}`))
    this.#kept.push(notification)
    if (this.#kept.length > MOST_KEPT) this.#kept.shift()
    notification.show()
  }
}
