import { BrowserWindow } from 'electron'
import { type FailurePage, failurePage, failureTold, restartingPage, startingPage } from './failure-page.ts'
import type { Words } from './languages/words.ts'
import type { FailureReason, PanelAddress } from './origin-lifecycle.ts'
import type { OriginView } from './origin-supervisor.ts'
import { PanelPlaces } from './panel-places.ts'
import type { ProcessLog } from './process-log.ts'

export interface PanelWindowOptions {
  /** Path of the bundled preload script. */
  readonly preload: string
  readonly log: ProcessLog
  /** What the shell says now. */
  readonly words: () => Words
  /** The user closes the window; what comes of it is for others to decide, it stays for now. */
  readonly onClose: () => void
  /** Another page is there: somebody may have signed in, or out. */
  readonly onPage: () => void
  /** The panel cannot be loaded; Chromium's name of the reason, for example `ERR_CONNECTION_REFUSED`. */
  readonly onLoadFailed: (reason: string) => void
  /** The computer is shut down or its user signs out, on Windows. */
  readonly onSessionEnd: () => void
}

/** Chromium's number for a load that another one took the place of. */
const ABORTED = -3

/** The window: the origin's panel, or a plain page that says why there is none. */
export class PanelWindow implements OriginView {
  readonly #options: PanelWindowOptions
  readonly #places = new PanelPlaces()
  #window: BrowserWindow | null = null
  /** What is to be seen, also by a window that is opened later. */
  #page: string

  constructor(options: PanelWindowOptions) {
    this.#options = options
    this.#page = startingPage(options.words())
  }

  /** URL of the panel that is to be seen; null while a plain page is. */
  get panelUrl(): string | null {
    return this.#places.panel?.url ?? null
  }

  /** Opens the window, or brings it to the front. */
  open(): void {
    if (this.#window === null) {
      this.#make(true)
      return
    }
    if (this.#window.isMinimized()) this.#window.restore()
    this.#window.show()
    this.#window.focus()
  }

  /** Loads the page without showing a window: a program that starts at login is signed in, and waits in the tray. */
  openHidden(): void {
    if (this.#window === null) this.#make(false)
  }

  /** Opens the window at a screen of the panel, at once or as soon as there is one. */
  openAt(path: string): void {
    const url = this.#places.want(path)
    if (url !== null) this.#load(url)
    this.open()
  }

  hide(): void {
    this.#window?.hide()
  }

  /** Says something to the page, which hears it by its preload script. */
  send(channel: string, message: unknown): void {
    if (this.#window !== null && this.panelUrl !== null) this.#window.webContents.send(channel, message)
  }

  /** Whether this is the main frame of the window. */
  isMainFrame(frame: Electron.WebFrameMain | null): boolean {
    return frame !== null && frame === this.#window?.webContents.mainFrame
  }

  /** Lets the window close, as the program ends. */
  destroy(): void {
    this.#window?.destroy()
  }

  showPanel(panel: PanelAddress): void {
    const { page, load } = this.#places.enter(panel)
    this.#page = page
    this.#load(load)
  }

  showSignIn(sign_in_url: string): void {
    if (!this.#places.isOfPanel(sign_in_url)) return
    this.open()
    this.#load(sign_in_url)
  }

  showFailure(reason: FailureReason): void {
    const words = this.#options.words()
    this.showTold({ title: words.pages.originFailed, ...failureTold(reason, words) })
  }

  /** Shows why there is no panel, and the end of the log. */
  showTold(told: Omit<FailurePage, 'log_file' | 'log_tail'>): void {
    const { log, words } = this.#options
    this.showPlain(failurePage({ ...told, log_file: log.file, log_tail: log.tail }, words()))
  }

  showRestarting(): void {
    this.showPlain(restartingPage(this.#options.words()))
  }

  /** Shows a page of the shell's own in place of the panel. */
  showPlain(page: string): void {
    this.#places.leave(this.#window?.webContents.getURL() ?? null)
    this.#page = page
    this.#load(page)
  }

  #make(show: boolean): void {
    const window = new BrowserWindow({
      width: 1280,
      height: 800,
      minWidth: 480,
      minHeight: 360,
      show: false,
      title: 'Headwater',
      // All of these are Electron's own defaults by now; said here so that no default can change them.
      webPreferences: {
        preload: this.#options.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        webviewTag: false,
      },
    })
    if (show) window.once('ready-to-show', () => window.show())
    window.on('close', (event) => {
      event.preventDefault()
      this.#options.onClose()
    })
    window.on('closed', () => {
      this.#window = null
    })
    window.on('session-end', () => this.#options.onSessionEnd())
    this.#listen(window)
    this.#window = window
    this.#load(this.#page)
  }

  #listen(window: BrowserWindow): void {
    const { log, onPage, onLoadFailed } = this.#options
    const contents = window.webContents
    contents.on('render-process-gone', (_event, { reason }) => {
      log.note(`the window's page ended: ${reason}`)
      if (reason !== 'clean-exit' && !window.isDestroyed()) this.#load(this.#page)
    })
    const onPlace = () => {
      const wanted = this.#places.arrive(contents.getURL())
      if (wanted !== null) this.#load(wanted)
      onPage()
    }
    contents.on('did-navigate', onPlace)
    contents.on('did-navigate-in-page', (_event, _url, isMainFrame) => {
      if (isMainFrame) onPlace()
    })
    contents.on('did-fail-load', (_event, code, reason, url, isMainFrame) => {
      if (isMainFrame && code !== ABORTED && this.#places.isOfPanel(url)) onLoadFailed(reason)
    })
  }

  #load(url: string): void {
    this.#window?.loadURL(url).catch((error: unknown) => {
      // A newer page took its place (ERR_ABORTED), or the origin went away again: its exit shows the next page.
      // The whole message would put the sign-in link into the log.
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
      this.#options.log.note(`a page did not load: ${code}`)
    })
  }
}
