import { powerMonitor, powerSaveBlocker } from 'electron'

/** What the shell does when the computer goes to sleep, wakes up or is switched off. */
export interface PowerListener {
  readonly note: (text: string) => void
  readonly onResume: () => void
  /** The computer is being switched off; the program has a few seconds. */
  readonly onShutdown: () => void
}

/** Keeps the computer awake while streams are live through it, and notes when it slept all the same. */
export class Power {
  #blocker: number | null = null

  /** To be called once the app is ready. */
  constructor({ note, onResume, onShutdown }: PowerListener) {
    powerMonitor.on('suspend', () => note('the computer goes to sleep; nodes keep serving on what they know'))
    powerMonitor.on('resume', () => {
      note('the computer is awake again')
      onResume()
    })
    // On Linux and macOS; Windows tells the window (session-end).
    powerMonitor.on('shutdown', () => onShutdown())
  }

  /** @param live whether a stream is live through this computer */
  keepAwake(live: boolean): void {
    if (live && this.#blocker === null) {
      // The screen may go dark: it is the computer that must not stop.
      this.#blocker = powerSaveBlocker.start('prevent-app-suspension')
    } else if (!live && this.#blocker !== null) {
      powerSaveBlocker.stop(this.#blocker)
      this.#blocker = null
    }
  }
}
