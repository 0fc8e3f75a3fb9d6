import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { putCertificate } from './certificate.ts'
import { freePorts } from './free-ports.ts'
import { askHttps } from './https-client.ts'
import { Program } from './program.ts'
import { waitFor } from './wait-for.ts'

export interface PebbleOptions {
  /** Where it asks for proofs over HTTP, in place of port 80. */
  readonly http_port: number
  /** `127.0.0.1:port` of the DNS server that it asks. */
  readonly dns_server: string
  /** How long its certificates are good for, in s. */
  readonly validity_s: number
}

/** An ACME authority that runs for one test: Debian's pebble. */
export class Pebble implements AsyncDisposable {
  readonly directory_url: string
  /** PEM of who signed the certificate of its directory. */
  readonly ca_file: string
  readonly program: Program
  readonly #ca_pem: string
  readonly #management: string

  private constructor(program: Program, ports: readonly [number, number], ca: { file: string; pem: string }) {
    this.program = program
    this.directory_url = `https://localhost:${ports[0]}/dir`
    this.#management = `https://localhost:${ports[1]}`
    this.ca_file = ca.file
    this.#ca_pem = ca.pem
  }

  /** @param folder where its files go */
  static async start(folder: string, { http_port, dns_server, validity_s }: PebbleOptions): Promise<Pebble> {
    const home = join(folder, 'pebble')
    await mkdir(home)
    const files = await putCertificate(home, 'pebble')
    const [port, management] = await freePorts(2)
    if (port === undefined || management === undefined) throw new Error('there are no free ports')
    const pebble = {
      listenAddress: `127.0.0.1:${port}`,
      managementListenAddress: `127.0.0.1:${management}`,
      certificate: files.certificate,
      privateKey: files.key,
      httpPort: http_port,
      tlsPort: 9,
      certificateValidityPeriod: validity_s,
    }
    const config = join(home, 'pebble.json')
    await writeFile(config, JSON.stringify({ pebble }))
    const program = new Program({
      name: 'pebble',
      command: 'pebble',
      args: ['-config', config, '-dnsserver', dns_server],
      environment: { PEBBLE_VA_NOSLEEP: '1', PEBBLE_AUTHZREUSE: '0' },
    })
    const ca = { file: files.certificate, pem: await readFile(files.certificate, 'utf8') }
    const started = new Pebble(program, [port, management], ca)
    await waitFor('pebble answers', async () => (await askHttps(started.directory_url, { ca: ca.pem })).status === 200)
    return started
  }

  /** PEM of the authority that signs. */
  async root(): Promise<string> {
    return (await askHttps(`${this.#management}/roots/0`, { ca: this.#ca_pem })).text
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program[Symbol.asyncDispose]()
  }
}
