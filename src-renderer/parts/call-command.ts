/** What a button has the origin do. */
export interface ApiCall {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path below the origin's URL. */
  readonly path: string
  readonly body?: Readonly<Record<string, unknown>>
}

/** As a shell takes it for one word, whatever is in it. */
export const inQuotes = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

const quoted = (text: string) => (/^[\w/.:@%+=,-]+$/.test(text) ? text : inQuotes(text))

/** It as a command on the machine of the origin, which needs no key there. */
export function headwaterCommand({ method, path, body }: ApiCall): string {
  const data = body === undefined ? '' : ` --data ${quoted(JSON.stringify(body))}`
  return `headwater api ${method} ${quoted(path)}${data}`
}

/** It as a command of any machine; the API key comes from the environment. @param origin as the browser has it, `https://host:8090` */
export function curlCommand({ method, path, body }: ApiCall, origin: string): string {
  return [
    `curl -X ${method} ${quoted(`${origin}${path}`)}`,
    `-H "Authorization: Bearer $HEADWATER_API_KEY"`,
    ...(body === undefined ? [] : [`-H 'Content-Type: application/json'`, `-d ${quoted(JSON.stringify(body))}`]),
  ].join(' \\\n  ')
}
