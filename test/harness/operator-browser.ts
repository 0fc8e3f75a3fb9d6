import { expect } from 'vitest'
import type { z } from 'zod'
import { operatorSessionSchema } from '#contract/operators.ts'
import { ApiClient } from './api-client.ts'
import type { OriginProgram } from './origin-program.ts'

/** The secret part of a sign-in link. */
export const linkToken = (url: string) => new URL(url).hash.slice(1)

/** A browser as the API sees it: its cookies, and the page it sends from. */
export class OperatorBrowser {
  readonly #origin: OriginProgram
  readonly #api: ApiClient
  readonly #cookies = new Map<string, string>()

  constructor(origin: OriginProgram) {
    this.#origin = origin
    this.#api = new ApiClient(origin.ready.url, null)
  }

  /** One in which the first owner has signed in, by the link that the origin printed. */
  static async ofOwner(origin: OriginProgram): Promise<OperatorBrowser> {
    const owner = new OperatorBrowser(origin)
    const link_token = linkToken(origin.ready.sign_in_url)
    await owner.call('POST /api/v1/sign-in', operatorSessionSchema, { link_token })
    return owner
  }

  async request(route: string, body?: unknown, more: Readonly<Record<string, string>> = {}): Promise<Response> {
    const [method = '', path = ''] = route.split(' ')
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { origin: this.#origin.ready.url, ...more, ...(cookie === '' ? {} : { cookie }) }
    const answer = await this.#api.request(method, path, body === undefined ? { headers } : { headers, body })
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      this.#cookies.set(name, value)
    }
    return answer
  }

  async call<Data extends z.ZodType>(route: string, data: Data, body?: unknown): Promise<z.output<Data>> {
    const answer = await this.request(route, body)
    const text = await answer.text()
    expect([route, answer.status, answer.ok ? '' : text]).toEqual([route, 200, ''])
    return data.parse((JSON.parse(text) as { data: unknown }).data)
  }

  async refusal(route: string, body?: unknown): Promise<string> {
    const answer = await this.request(route, body)
    const { error } = (await answer.json()) as { error: { code: string } | null }
    return error?.code ?? 'nothing'
  }

  /** Its cookies, to be looked for where they should not be. */
  get secrets(): string[] {
    return [...this.#cookies.values()].filter((value) => value !== '')
  }
}
