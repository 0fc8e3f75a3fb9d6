import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { problemSchema } from '#contract/problem.ts'
import { UsageError } from '../check-command.ts'

/** How to get at an origin that runs on this machine; made by whoever may read its data. */
export interface LocalOrigin {
  readonly url: string
  readonly api_key: string
  /** Ends the key. */
  end(): void
}

/** Where the origin is that does the work. */
export interface OriginFlags {
  readonly originApi?: string
  readonly apiKeyFile?: string
  readonly dataDir?: string
  readonly config?: string
}

/** What an origin said no with, or that it cannot be reached. */
export class OriginRefusal extends Error {
  readonly code: string
  readonly hint: string | null
  constructor(code: string, message: string, hint: string | null, options?: ErrorOptions) {
    super(message, options)
    this.name = 'OriginRefusal'
    this.code = code
    this.hint = hint
  }
}

export type ApiMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

const TIMEOUT_MS = 30_000

/** The API of an origin. */
export class OriginClient implements Disposable {
  readonly #url: string
  readonly #api_key: string
  readonly #end: () => void

  private constructor(url: string, api_key: string, end: () => void) {
    this.#url = url.replace(/\/$/, '')
    this.#api_key = api_key
    this.#end = end
  }

  /** @throws {UsageError} where only half of an origin elsewhere is named; what `local` throws where none runs here */
  static async open(flags: OriginFlags, local: (flags: OriginFlags) => LocalOrigin): Promise<OriginClient> {
    if (flags.originApi === undefined && flags.apiKeyFile === undefined) {
      const { url, api_key, end } = local(flags)
      return new OriginClient(url, api_key, end)
    }
    if (flags.originApi === undefined || flags.apiKeyFile === undefined) {
      throw new UsageError('Name an origin elsewhere by both --origin-api and --api-key-file.')
    }
    const key = (await readFile(flags.apiKeyFile, 'utf8').catch((error: unknown) => unreadable(flags, error))).trim()
    return new OriginClient(flags.originApi, key, () => undefined)
  }

  /** The data of an answer. @throws {OriginRefusal} */
  async ask<Data extends z.ZodType>(
    method: ApiMethod,
    path: string,
    data: Data,
    body?: unknown,
  ): Promise<z.output<Data>> {
    const said = jsonOf(await this.text(method, path, body))
    return data.parse(z.object({ data: z.unknown() }).parse(said).data)
  }

  /** An answer as it is. @throws {OriginRefusal} */
  async text(method: ApiMethod, path: string, body?: unknown): Promise<string> {
    const answer = await this.#fetch(method, path, body)
    const said = await answer.text()
    if (answer.ok) return said
    const problem = problemSchema.safeParse(jsonOf(said))
    if (!problem.success) throw new OriginRefusal('bad_answer', `${this.#url} answered ${answer.status}.`, null)
    const { code, message, details } = problem.data.error
    const hint = details === null || typeof details.hint !== 'string' ? null : details.hint
    throw new OriginRefusal(code, message, hint)
  }

  [Symbol.dispose](): void {
    this.#end()
  }

  async #fetch(method: string, path: string, body: unknown): Promise<Response> {
    try {
      return await fetch(`${this.#url}${path}`, {
        method,
        headers: { authorization: `Bearer ${this.#api_key}`, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
      })
    } catch (error) {
      throw unreachable(this.#url, error)
    }
  }
}

/** Null: it is none. */
function jsonOf(said: string): unknown {
  try {
    return JSON.parse(said)
  } catch {
    return null
  }
}

function unreachable(url: string, error: unknown): OriginRefusal {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const why = cause instanceof Error ? cause.message : String(cause)
  const hint =
    'A run that was begun goes on without this command. For a certificate of your own: NODE_EXTRA_CA_CERTS=ca.pem'
  return new OriginRefusal('origin_unreachable', `The origin at ${url} does not answer: ${why}.`, hint, { cause })
}

function unreadable({ apiKeyFile }: OriginFlags, cause: unknown): never {
  const why = cause instanceof Error ? cause.message : String(cause)
  throw new UsageError(`The key file ${apiKeyFile} cannot be read: ${why}`, { cause })
}
