import { ipcMain } from 'electron'
import type { DesktopAnswer, DesktopState } from '#contract/desktop.ts'
import { ASK_CHANNEL, STATE_CHANNEL } from './desktop-channels.ts'
import { isSameOrigin } from './navigation-policy.ts'
import type { PanelWindow } from './panel-window.ts'

export interface PanelLineOptions {
  readonly window: PanelWindow
  readonly state: () => DesktopState
  readonly ask: (command: unknown) => Promise<DesktopAnswer>
}

/** The line to the panel in the window. Only its main frame is answered, and only while it shows the panel. */
export class PanelLine {
  readonly #options: PanelLineOptions
  #said = ''

  constructor(options: PanelLineOptions) {
    this.#options = options
    ipcMain.handle(STATE_CHANNEL, (event) => {
      this.#mustBePanel(event)
      return options.state()
    })
    ipcMain.handle(ASK_CHANNEL, (event, command: unknown) => {
      this.#mustBePanel(event)
      return options.ask(command)
    })
  }

  /** Tells the panel how things are, where they are different. */
  tell(): void {
    const state = this.#options.state()
    const said = JSON.stringify(state)
    if (said === this.#said) return
    this.#said = said
    this.#options.window.send(STATE_CHANNEL, state)
  }

  #mustBePanel({ senderFrame }: Electron.IpcMainInvokeEvent): void {
    const { window } = this.#options
    // A frame that is gone meanwhile is null.
    if (window.isMainFrame(senderFrame) && isSameOrigin(senderFrame?.url ?? '', window.panelUrl)) return
    throw new Error('Only the panel may ask this.')
  }
}
