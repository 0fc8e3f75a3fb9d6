import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import https from 'node:https'
import tls from 'node:tls'

/** A request that node:https sends; `ca` as PEM is who is trusted. */
export interface HttpsWish {
  readonly ca: string
  readonly method?: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: unknown
}

/** Asks over a connection of its own that checks the certificate. */
export function askHttps(url: string, { ca, method = 'GET', headers = {}, body }: HttpsWish) {
  const { promise, resolve, reject } = Promise.withResolvers<{
    readonly status: number
    readonly headers: IncomingHttpHeaders
    readonly text: string
  }>()
  const sent = body === undefined ? headers : { 'content-type': 'application/json', ...headers }
  const request = https.request(url, { ca, method, headers: sent, agent: false, timeout: 10_000 }, (response) => {
    let text = ''
    response.on('data', (part: Buffer) => {
      text += part.toString()
    })
    response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
  })
  request.on('error', reject)
  request.on('timeout', () => request.destroy(new Error(`${url} did not answer within 10 s`)))
  request.end(body === undefined ? undefined : JSON.stringify(body))
  return promise
}

/** The certificates that are shown to who asks for this name, leaf first, as PEM; nothing of them is checked. */
export async function shownChain(port: number, servername?: string): Promise<readonly string[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>()
  const socket = tls.connect(
    { host: '127.0.0.1', port, rejectUnauthorized: false, servername: servername ?? '' },
    () => {
      const chain: string[] = []
      let at: tls.DetailedPeerCertificate | undefined = socket.getPeerCertificate(true)
      while (at?.raw !== undefined && chain.length < 8) {
        const lines = at.raw.toString('base64').match(/.{1,64}/g) ?? []
        chain.push(['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'))
        at = at.issuerCertificate === at ? undefined : at.issuerCertificate
      }
      socket.destroy()
      resolve(chain)
    },
  )
  socket.on('error', reject)
  return await promise
}
