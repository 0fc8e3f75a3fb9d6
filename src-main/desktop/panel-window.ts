import { BrowserWindow } from 'electron'
import { failurePage, restartingPage, startingPage } from './failure-page.ts'
import type { FailureReason, PanelAddress } from './origin-lifecycle.ts'
import type { OriginView } from './origin-supervisor.ts'
import type { ProcessLog } from './process-log.ts'

/** The window: the origin's panel, or a plain page that says why there is none. */
export class PanelWindow implements OriginView {
  readonly #preload: string
  readonly #log: ProcessLog
  #window: BrowserWindow | null = null
  /** What is to be seen, also by a window that is opened later. */
  #page: string = startingPage
  #panel: PanelAddress | null = null
  /** Where in the panel the user was when it went away; null: not in it yet, or not signed in. */
  #lastPlace: string | null = null

  /** @param preload path of the bundled preload script */
  constructor(preload: string, log: ProcessLog) {
    this.#preload = preload
    this.#log = log
  }

  /** URL of the panel that is to be seen; null while a plain page is. */
  get panelUrl(): string | null {
    return this.#panel?.url ?? null
  }

  /** Opens the window, or brings it to the front. */
  open(): void {
    if (this.#window !== null) {
      if (this.#window.isMinimized()) this.#window.restore()
      this.#window.show()
      this.#window.focus()
      return
    }
    const window = new BrowserWindow({
      width: 1280,
      height: 800,
      minWidth: 480,
      minHeight: 360,
      show: false,
      title: 'Headwater',
      // All of these are Electron's own defaults by now; said here so that no default can change them.
      webPreferences: {
        preload: this.#preload,
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
    window.once('ready-to-show', () => window.show())
    window.on('closed', () => {
      this.#window = null
    })
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      this.#log.note(`the window's page ended: ${reason}`)
      if (reason !== 'clean-exit' && !window.isDestroyed()) this.#load(this.#page)
    })
    this.#window = window
    this.#load(this.#page)
  }

  showPanel(panel: PanelAddress): void {
    this.#panel = panel
    // Whoever was signed in stays so, and finds the screen again; a panel on another port is another one.
    const place = this.#lastPlace !== null && isOf(panel, this.#lastPlace) ? this.#lastPlace : null
    this.#page = place ?? panel.url
    this.#load(place ?? panel.sign_in_url)
  }

  showSignIn(sign_in_url: string): void {
    if (this.#panel === null || !sign_in_url.startsWith(`${new URL(this.#panel.url).origin}/`)) return
    this.open()
    this.#load(sign_in_url)
  }

  showFailure(reason: FailureReason): void {
    this.#showPlain(
      failurePage({ title: 'The origin cannot start', ...reason, log_file: this.#log.file, log_tail: this.#log.tail }),
    )
  }

  showRestarting(): void {
    this.#showPlain(restartingPage)
  }

  #showPlain(page: string): void {
    const place = this.#window?.webContents.getURL() ?? null
    if (this.#panel !== null && place !== null && isOf(this.#panel, place)) this.#lastPlace = place
    this.#panel = null
    this.#page = page
    this.#load(page)
  }

  #load(url: string): void {
    this.#window?.loadURL(url).catch((error: unknown) => {
      // A newer page took its place (ERR_ABORTED), or the origin went away again: its exit shows the next page.
      // The whole message would put the sign-in link into the log.
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
      this.#log.note(`a page did not load: ${code}`)
    })
  }
}

/** Whether a page is a signed-in page of this panel. */
function isOf(panel: PanelAddress, page: string): boolean {
  const url = URL.parse(page)
  return url !== null && url.origin === new URL(panel.url).origin && !url.pathname.startsWith('/sign-in')
}
