import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, Page } from 'playwright'
import { launchChromium } from './launch-chromium.ts'

const html = `<!doctype html><meta charset="utf-8"><title>player</title><link rel="icon" href="data:,">
<script src="/mpegts.js"></script><video id="video" muted></video>
<script>
  window.play = (url) => {
    mpegts.LoggingControl.enableAll = false
    window.player?.destroy()
    window.failures = []
    window.ended = false
    const player = mpegts.createPlayer({ type: 'flv', isLive: true, url }, { enableStashBuffer: false })
    player.on(mpegts.Events.ERROR, (...what) => window.failures.push(what.map(String).join(' ')))
    player.on(mpegts.Events.LOADING_COMPLETE, () => { window.ended = true })
    player.attachMediaElement(video)
    player.load()
    window.player = player
    return player.play()
  }
</script>`

/** A page with mpegts.js in Debian's Chromium, of a site of its own, with everything the browser complained about. */
export class PlayerPage implements AsyncDisposable {
  readonly page: Page
  readonly complaints: string[] = []
  readonly #browser: Browser
  readonly #context: BrowserContext
  readonly #server: Server

  private constructor(browser: Browser, context: BrowserContext, page: Page, server: Server) {
    this.#browser = browser
    this.#context = context
    this.#server = server
    this.page = page
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(`${message.text()} (${message.location().url})`)
    })
    page.on('pageerror', (error) => this.complaints.push(`exception: ${error.message}`))
  }

  /** Certificates that nobody signed are accepted, as by a person who clicks through. */
  static async open(): Promise<PlayerPage> {
    const script = await readFile(createRequire(import.meta.url).resolve('mpegts.js/dist/mpegts.js'))
    const server = createServer((request, response) => {
      const asked = request.url === '/mpegts.js'
      response.setHeader('Content-Type', asked ? 'text/javascript' : 'text/html; charset=utf-8')
      response.end(asked ? script : html)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const browser = await launchChromium()
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    const opened = new PlayerPage(browser, context, await context.newPage(), server)
    const address = server.address()
    await opened.page.goto(`http://localhost:${typeof address === 'object' ? address?.port : ''}/`)
    return opened
  }

  /** Plays a URL in place of what was played before. */
  async play(url: string): Promise<void> {
    await this.page.evaluate(`play(${JSON.stringify(url)})`)
  }

  /** Position of the picture in seconds, how many frames were shown, and what the player complained of. */
  async progress(): Promise<{
    readonly time: number
    readonly frames: number
    readonly failures: string[]
    readonly ended: boolean
  }> {
    return await this.page.evaluate(`({
      time: video.currentTime,
      frames: video.getVideoPlaybackQuality().totalVideoFrames,
      failures: window.failures,
      ended: window.ended,
    })`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close()
    await this.#browser.close()
    this.#server.closeAllConnections()
    this.#server.close()
  }
}
