import type { Senders } from '../alerts/deliveries.ts'
import { postWebhook } from '../trust/access/webhook-request.ts'
import { signatureOf } from '../trust/access/webhook-signature.ts'
import { NetworkList } from '../trust/network-list.ts'

/** One phase of a mail may take so long, in ms; the whole ends with its signal. */
const PHASE_TIMEOUT_MS = 8_000

/** How alerts leave the origin. Webhooks never go inward unless those networks are allowed; mail goes to the server that an owner named. */
export function alertSenders(webhook_networks: readonly string[]): Senders {
  const allowed = new NetworkList(webhook_networks)
  return {
    post: async (url, body, key, signal) => {
      const headers = signatureOf(body, key === null ? [] : [key], new Date())
      return (await postWebhook({ url, body, headers, allowed, signal })).status
    },
    mail: async ({ host, port, security, user, from, to }, password, { subject, text }, signal) => {
      signal.throwIfAborted()
      // Loaded where somebody has mail sent.
      const { createTransport } = await import('nodemailer')
      const transport = createTransport({
        ...{ host, port, secure: security === 'tls', requireTLS: security === 'starttls' },
        ...{ ignoreTLS: security === 'none', disableFileAccess: true, disableUrlAccess: true },
        ...(user === null ? {} : { auth: { user, pass: password ?? '' } }),
        ...{ connectionTimeout: PHASE_TIMEOUT_MS, greetingTimeout: PHASE_TIMEOUT_MS, socketTimeout: PHASE_TIMEOUT_MS },
      })
      const gone = Promise.withResolvers<never>()
      const onAbort = () => gone.reject(signal.reason)
      signal.addEventListener('abort', onAbort, { once: true })
      try {
        const { response } = await Promise.race([
          transport.sendMail({ from, to: [...to], subject, text }),
          gone.promise,
        ])
        return `the server said ${response.slice(0, 200)}`
      } catch (error) {
        throw new Error(whyNot(error, `${host}:${port}`, user), { cause: error })
      } finally {
        signal.removeEventListener('abort', onAbort)
        transport.close()
      }
    },
  }
}

/** In words for an operator; what a library says first is seldom what to do. */
function whyNot(error: unknown, server: string, user: string | null): string {
  const { code = '', message = '', response = '' } = error as { code?: string; message?: string; response?: string }
  const said = response === '' ? '' : ` It said: ${response}`
  if (code === 'EAUTH') return `${server} refused the user ${user ?? '(none)'} with this password.${said}`
  if (code === 'ETLS') return `${server} does not speak TLS in this way: try the other kind.${said}`
  if (code === 'EDNS' || code === 'ENOTFOUND') return `the name of ${server} does not resolve`
  if (code === 'ECONNECTION' || code === 'ESOCKET' || code === 'ETIMEDOUT')
    return `${server} cannot be reached: ${message}`
  if (code === 'EENVELOPE') return `${server} refused the sender or a receiver.${said}`
  return `${server}: ${message}${said}`
}
