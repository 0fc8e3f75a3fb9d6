import { randomBytes } from 'node:crypto'
import { Resolver } from 'node:dns/promises'
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePorts } from './free-ports.ts'
import { Program } from './program.ts'
import { waitFor } from './wait-for.ts'

/** The zone that it is the primary server of. */
export const ZONE = 'hw.test'

/** A DNS server that runs for one test: Debian's bind9, with one zone that takes updates by a key. */
export class NameServer implements AsyncDisposable {
  /** `127.0.0.1:port` */
  readonly address: string
  readonly key = {
    name: 'headwater-key',
    algorithm: 'hmac-sha256',
    secret: randomBytes(32).toString('base64'),
  } as const
  program: Program | null = null

  private constructor(port: number) {
    this.address = `127.0.0.1:${port}`
  }

  /**
   * @param folder where its files go
   * @param hosts names in the zone that lead to 127.0.0.1
   */
  static async start(folder: string, hosts: readonly string[]): Promise<NameServer> {
    const home = join(folder, 'named')
    await mkdir(home)
    const [port = 0] = await freePorts(1)
    const server = new NameServer(port)
    const { name, algorithm, secret } = server.key
    await writeFile(
      join(home, 'zone.db'),
      [
        '$TTL 1',
        `@ IN SOA ns.${ZONE}. root.${ZONE}. 1 60 60 60 1`,
        `@ IN NS ns.${ZONE}.`,
        ...['ns', ...hosts].map((host) => `${host} IN A 127.0.0.1`),
        '',
      ].join('\n'),
    )
    await writeFile(
      join(home, 'named.conf'),
      `
      options {
        directory "${home}"; pid-file none; session-keyfile "${home}/session.key"; lock-file none; managed-keys-directory "${home}";
        listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
        recursion no; dnssec-validation no; notify no;
      };
      controls { };
      key "${name}" { algorithm ${algorithm}; secret "${secret}"; };
      zone "${ZONE}" { type primary; file "${home}/zone.db"; update-policy { grant ${name} zonesub TXT; }; };
      `,
    )
    // A profile of the system's may keep the installed one from reading files that are not its own.
    const command = join(home, 'named')
    await copyFile('/usr/sbin/named', command)
    await chmod(command, 0o755)
    server.program = new Program({ name: 'named', command, args: ['-g', '-c', join(home, 'named.conf'), '-n', '1'] })
    const resolver = new Resolver({ timeout: 500, tries: 1 })
    resolver.setServers([server.address])
    await waitFor('the DNS server answers', async () => (await resolver.resolve4(`ns.${ZONE}`)).length === 1)
    return server
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program?.[Symbol.asyncDispose]()
  }
}
