import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { errorAnswerSchema } from '#contract/api.ts'
import type { Words } from './languages/words.ts'
import type { FoundOrigin } from './origin-pages.ts'
import { authorityOf, isVouchedFor, keyFingerprint } from './pinned-authority.ts'

/** Something that every origin answers, also to somebody who is not signed in. */
const ASKED_PATH = '/api/v1/session'
const LOOK_TIMEOUT_MS = 10_000
const MAX_ANSWER_CHARACTERS = 64 * 1024

/** Why there is no origin to be shown, for a person. */
export class NoOrigin extends Error {}

type Texts = Words['origin']

/** Asks with the trust of the system: `fetch` of Electron's session, which is what the window would do. */
export type AskBySystem = (
  url: string,
  signal: AbortSignal,
) => Promise<{ readonly status: number; text(): Promise<string> }>

/**
 * Looks whether an origin answers at a URL, and what proves that it is that one: the trust of the system, or an authority
 * of its own, whose fingerprint somebody has to compare. Nothing is sent but this one question.
 * @param url scheme, host and port
 * @throws {NoOrigin} in the words of `texts`
 */
export async function lookAtOrigin(
  url: string,
  askBySystem: AskBySystem,
  texts: Texts,
  signal: AbortSignal,
): Promise<FoundOrigin> {
  const either = AbortSignal.any([signal, AbortSignal.timeout(LOOK_TIMEOUT_MS)])
  const { hostname, port, protocol, host } = new URL(url)
  if (protocol === 'http:') {
    const answer = await askBySystem(`${url}${ASKED_PATH}`, either).catch(() => null)
    if (answer === null) throw new NoOrigin(texts.tunnelSilent(host))
    mustBeOrigin(await answer.text(), host, texts)
    return { url, authority_pem: null, fingerprint: null }
  }
  const name = hostname.replace(/^\[|\]$/g, '')
  const chain = await chainOf(name, Number(port || 443), host, texts, either)
  // Only now: a failure that is no matter of certificates has been told by then.
  const trusted = await askBySystem(`${url}${ASKED_PATH}`, either).catch(() => null)
  if (trusted !== null) {
    mustBeOrigin(await trusted.text(), host, texts)
    return { url, authority_pem: null, fingerprint: null }
  }
  const authority_pem = authorityOf(chain)
  if (authority_pem === null) throw new NoOrigin(texts.strangeAuthority(host))
  if (!isVouchedFor(chain, name, authority_pem, Date.now())) throw new NoOrigin(texts.wrongName(host, name))
  mustBeOrigin(await askPinned(url, authority_pem, texts, either), host, texts)
  return { url, authority_pem, fingerprint: keyFingerprint(authority_pem) }
}

/** The certificates that a server shows, its own first, as PEM; whether they are good is for others to judge. */
async function chainOf(
  name: string,
  port: number,
  shown: string,
  texts: Texts,
  signal: AbortSignal,
): Promise<string[]> {
  const { promise, resolve, reject } = Promise.withResolvers<string[]>()
  // Nothing but the handshake goes over this connection.
  const socket = connect({
    host: name,
    port,
    rejectUnauthorized: false,
    ...(isIP(name) === 0 ? { servername: name } : {}),
  })
  const onAbort = () => socket.destroy(new Error('no answer in time'))
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  socket.once('secureConnect', () => resolve(readChain(socket)))
  socket.once('error', reject)
  try {
    return await promise
  } catch (error) {
    throw new NoOrigin(unreachableText(shown, error, texts), { cause: error })
  } finally {
    signal.removeEventListener('abort', onAbort)
    socket.destroy()
  }
}

function readChain(socket: TLSSocket): string[] {
  const chain: string[] = []
  let certificate = socket.getPeerX509Certificate()
  while (certificate !== undefined && chain.length < 10) {
    const pem = certificate.toString()
    if (chain.includes(pem)) break
    chain.push(pem)
    certificate = certificate.issuerCertificate
  }
  return chain
}

function unreachableText(host: string, error: unknown, texts: Texts): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return texts.nameUnknown(host)
  if (code === 'ECONNREFUSED') return texts.refused(host)
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) return texts.noTls(host)
  return texts.silent(host)
}

/** Asks with this authority as the only one that is trusted. */
async function askPinned(url: string, authority_pem: string, texts: Texts, signal: AbortSignal): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const request = httpsRequest(`${url}${ASKED_PATH}`, { ca: authority_pem, agent: false, signal }, (answer) => {
    let text = ''
    answer.setEncoding('utf8')
    answer.on('data', (chunk: string) => {
      text = (text + chunk).slice(0, MAX_ANSWER_CHARACTERS)
    })
    answer.once('end', () => resolve(text))
    answer.once('error', reject)
  })
  request.once('error', reject)
  request.end()
  try {
    return await promise
  } catch (error) {
    throw new NoOrigin(unreachableText(new URL(url).host, error, texts), { cause: error })
  }
}

function mustBeOrigin(text: string, host: string, texts: Texts): void {
  let said: unknown
  try {
    said = JSON.parse(text)
  } catch {
    said = undefined
  }
  // Nobody is signed in yet, or somebody still is.
  const is_signed_in = typeof said === 'object' && said !== null && 'data' in said && 'error' in said
  if (!is_signed_in && !errorAnswerSchema.safeParse(said).success) {
    throw new NoOrigin(texts.noOrigin(host))
  }
}
