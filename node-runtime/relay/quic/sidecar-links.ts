import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SidecarLinkHead, sidecarLinkHeadSchema } from '#contract/quic-sidecar.ts'

/** Time in which a link must have said what it is, in ms, and how long that may be. */
const HEAD_TIMEOUT_MS = 5_000
const MAX_HEAD_BYTES = 16_384

/** The sidecar is the only one that comes, so this is a bound on what a fault may cost. */
const MAX_LINKS = 20_000

/** The socket on which the sidecar hands over the bytes of relays, in a folder that only this user can enter. */
export class SidecarLinks {
  readonly token = randomBytes(32).toString('hex')
  readonly path: string
  readonly #folder: string | null
  readonly #server: Server
  readonly #open = new Set<Socket>()

  private constructor(path: string, folder: string | null, onLink: (head: SidecarLinkHead, link: Socket) => void) {
    this.path = path
    this.#folder = folder
    this.#server = createServer((link) => {
      this.#open.add(link)
      link.once('close', () => this.#open.delete(link))
      // 'close' follows, and says it to whoever has the link by then.
      link.on('error', () => link.destroy())
      this.#readHead(link, onLink)
    })
    this.#server.maxConnections = MAX_LINKS
  }

  static async open(onLink: (head: SidecarLinkHead, link: Socket) => void): Promise<SidecarLinks> {
    const named = process.platform === 'win32'
    const folder = named ? null : await mkdtemp(join(tmpdir(), 'headwater-quic-'))
    const path = folder === null ? `\\\\.\\pipe\\headwater-quic-${randomUUID()}` : join(folder, 'links.sock')
    const links = new SidecarLinks(path, folder, onLink)
    links.#server.listen(path)
    await once(links.#server, 'listening')
    return links
  }

  /** Cuts the links of a sidecar that is gone. */
  cut(): void {
    for (const link of this.#open) link.destroy()
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    this.cut()
    await closed
    if (this.#folder !== null) await rm(this.#folder, { recursive: true, force: true })
  }

  #readHead(link: Socket, onLink: (head: SidecarLinkHead, link: Socket) => void): void {
    let seen = Buffer.alloc(0)
    const late = setTimeout(() => link.destroy(), HEAD_TIMEOUT_MS)
    link.once('close', () => clearTimeout(late))
    const onData = (chunk: Buffer) => {
      seen = Buffer.concat([seen, chunk])
      const end = seen.indexOf(0x0a)
      if (end === -1) {
        if (seen.length > MAX_HEAD_BYTES) link.destroy()
        return
      }
      clearTimeout(late)
      link.off('data', onData)
      link.pause()
      const head = this.#parse(seen.subarray(0, end))
      if (head === null) {
        link.destroy()
        return
      }
      if (end + 1 < seen.length) link.unshift(seen.subarray(end + 1))
      onLink(head, link)
    }
    link.on('data', onData)
  }

  /** Null: it is not the sidecar's. */
  #parse(line: Buffer): SidecarLinkHead | null {
    let value: unknown
    try {
      value = JSON.parse(line.toString('utf8'))
    } catch {
      return null
    }
    const parsed = sidecarLinkHeadSchema.safeParse(value)
    if (!parsed.success) return null
    const told = Buffer.from(parsed.data.token)
    const own = Buffer.from(this.token)
    return told.length === own.length && timingSafeEqual(told, own) ? parsed.data : null
  }
}
