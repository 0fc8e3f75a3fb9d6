import { z } from 'zod'
import { Program } from './program.ts'

const readySchema = z.object({ url: z.url(), sign_in_url: z.url() })

/** The stand-in for an origin that the panel is built against: a cluster and boxes that exist in memory only. */
export class PanelDouble implements AsyncDisposable {
  readonly url: string
  readonly sign_in_url: string
  readonly #program: Program

  private constructor(program: Program, { url, sign_in_url }: z.infer<typeof readySchema>) {
    this.#program = program
    this.url = url
    this.sign_in_url = sign_in_url
  }

  /** @param flags of test/panel-double/origin-double.ts */
  static async start(...flags: readonly string[]): Promise<PanelDouble> {
    const args = ['test/panel-double/origin-double.ts', '--port', '0', ...flags]
    const program = new Program({ name: 'panel-double', command: process.execPath, args })
    const ready = readySchema.parse(JSON.parse(await program.firstLine(20_000)))
    return new PanelDouble(program, ready)
  }

  /** Turns one of its switches, `hold`, `run/provision/edge-9`. */
  async turn(what: string): Promise<void> {
    const { status } = await fetch(`${this.url}/double/${what}`, { method: 'POST' })
    if (status !== 204) throw new Error(`the double answered ${status}`)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#program[Symbol.asyncDispose]()
  }
}
