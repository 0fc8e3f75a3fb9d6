import { isIP } from 'node:net'
import type { InstallerInfo, InstallerRequest } from '#contract/installer.ts'
import type { NodeForm } from '#contract/provisioning-run.ts'
import { installCommand, type ScriptSource } from './install-command.ts'
import { installScript } from './install-script.ts'

export type Architecture = 'x86_64' | 'arm64'

/** A file that boxes download. */
export interface InstallerFile {
  readonly path: string
  readonly bytes: number
  /** Hexadecimal. */
  readonly sha256: string
  /** What it takes on a machine; null: not known. */
  readonly unpacked_bytes: number | null
}

/** What an origin brings to boxes (artifacts/artifacts.ts); calls may take minutes where it is made first. */
export interface InstallerArtifacts {
  archive(arch: Architecture): Promise<InstallerFile>
  image(arch: Architecture): Promise<InstallerFile>
}

export interface InstallerOptions {
  readonly version: string
  readonly artifacts: InstallerArtifacts
  /** Base URL of the origin for nodes on other machines, by http. */
  readonly joinUrl: () => string
  readonly reachable_from_outside: boolean
  /** SHA-256 of the public key of the authority that nodes know this origin by; null: it speaks no TLS. */
  readonly authority: () => string | null
  /** The certificate that is shown to who asks for this name; undefined: for an address. null: there is none. */
  readonly shownFor: (
    name: string | undefined,
  ) => { readonly key_pin: string; readonly publicly_trusted: boolean } | null
  /** A file that could not be made. */
  readonly onMissing: (error: unknown) => void
}

const ARCHITECTURES = ['x86_64', 'arm64'] as const
const KINDS = { service: 'archive', container: 'image' } as const
/** A script does not wait longer for files that are being made, in ms: it says then that there are none yet. */
const PATIENCE_MS = 5_000
/** What could not be made is not tried again for so long, in ms. */
const FAILED_FOR_MS = 30_000

/** The one-line installer: the script, what it downloads, and the line that a person pastes. */
export class Installer {
  readonly #options: InstallerOptions
  readonly #under_way = new Map<string, Promise<InstallerFile | string>>()

  constructor(options: InstallerOptions) {
    this.#options = options
  }

  /**
   * The script for whoever came by this address.
   * @param host the Host header, which was looked at already; undefined: there was none
   * @param encrypted it came over TLS, here or at a proxy before
   * @param form what the script can install: images are large, and made only where somebody wants one
   */
  async script(host: string | undefined, encrypted: boolean, form: NodeForm): Promise<string> {
    const { version, authority } = this.#options
    const source = this.#source(host, encrypted)
    const fileFor = async (arch: Architecture) => {
      const file = await this.#soon(form, arch)
      return typeof file === 'string' ? null : file
    }
    const [x86_64, arm64] = await Promise.all([fileFor('x86_64'), fileFor('arm64')])
    const none = { x86_64: null, arm64: null }
    const found = { x86_64: x86_64?.sha256 ?? null, arm64: arm64?.sha256 ?? null }
    const digests = form === 'service' ? { archive: found, image: none } : { archive: none, image: found }
    const brought_bytes = { x86_64: x86_64?.unpacked_bytes ?? null, arm64: arm64?.unpacked_bytes ?? null }
    return installScript({ ...source, version, digests, brought_bytes, authority: authority() })
  }

  /** A file under `/install/VERSION/`; null: there is none of that name. */
  async file(version: string, name: string): Promise<InstallerFile | null> {
    if (version !== this.#options.version) return null
    for (const arch of ARCHITECTURES) {
      for (const form of ['service', 'container'] as const) {
        if (name !== fileName(form, arch)) continue
        const file = await this.#soon(form, arch)
        return typeof file === 'string' ? null : file
      }
    }
    return null
  }

  async describe(): Promise<InstallerInfo> {
    const { version, reachable_from_outside } = this.#options
    const source = this.#source(undefined, false)
    const installable = await Promise.all(
      ARCHITECTURES.map(async (arch) => {
        const file = await this.#soon('service', arch)
        return { arch, form: 'service' as const, missing: typeof file === 'string' ? file : null }
      }),
    )
    return {
      version,
      url: `${source.origin_url}/install.sh`,
      key_pin: source.key_pin,
      reachable_from_outside,
      command: installCommand(source, { action: 'join', token: '<TOKEN>', dry_run: false }),
      installable,
    }
  }

  /** The lines for one box, with this token in them. */
  lines(token: string, wish: InstallerRequest) {
    const source = this.#source(undefined, false)
    const join = (dry_run: boolean) => installCommand(source, { ...wish, action: 'join', token, dry_run })
    return {
      command: join(false),
      dry_run_command: join(true),
      uninstall_command: installCommand(source, { action: 'uninstall' }),
    }
  }

  /** By https where there is a certificate, whichever way the script itself is asked for. */
  #source(host: string | undefined, encrypted: boolean): ScriptSource {
    const { joinUrl, shownFor } = this.#options
    const url = new URL(host === undefined ? joinUrl() : `http://${host}`)
    const name = url.hostname.replace(/^\[|\]$/g, '')
    const shown = shownFor(isIP(name) === 0 ? name : undefined)
    const secure = shown !== null || encrypted
    return {
      origin_url: `${secure ? 'https' : 'http'}://${host ?? url.host}`,
      key_pin: shown === null || shown.publicly_trusted ? null : shown.key_pin,
    }
  }

  /** The file, or why there is none yet. It goes on being made when nobody waits any more. */
  async #soon(form: NodeForm, arch: Architecture): Promise<InstallerFile | string> {
    const key = `${form} ${arch}`
    const under_way = this.#under_way.get(key) ?? this.#find(form, arch)
    if (!this.#under_way.has(key)) {
      this.#under_way.set(key, under_way)
      // It may have been made, or changed, when it is asked for the next time; what failed is not tried anew for everybody who asks.
      void under_way.then((file) => {
        if (typeof file !== 'string') return this.#under_way.delete(key)
        return setTimeout(() => this.#under_way.delete(key), FAILED_FOR_MS).unref()
      })
    }
    const { promise, resolve } = Promise.withResolvers<string>()
    const late = setTimeout(() => resolve('It is being made: ask again in a minute.'), PATIENCE_MS)
    try {
      return await Promise.race([under_way, promise])
    } finally {
      clearTimeout(late)
    }
  }

  async #find(form: NodeForm, arch: Architecture): Promise<InstallerFile | string> {
    try {
      return await this.#options.artifacts[KINDS[form]](arch)
    } catch (error) {
      this.#options.onMissing(error)
      if (!(error instanceof Error)) return String(error)
      const hint = 'hint' in error && typeof error.hint === 'string' ? ` ${error.hint}` : ''
      return `${error.message}${hint}`
    }
  }
}

/** What the script calls it. */
function fileName(form: NodeForm, arch: Architecture): string {
  return form === 'service' ? `headwater-node-linux-${arch}.tar.gz` : `headwater-node-image-linux-${arch}.tar`
}
