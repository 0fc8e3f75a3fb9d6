import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

/** A mail as it came. */
export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  /** What the sender proved itself with (AUTH PLAIN); null: with nothing. */
  readonly auth: { readonly user: string; readonly password: string } | null
  /** Headers and text. */
  readonly data: string
}

/** An SMTP server (RFC 5321) that takes every mail and keeps it. Speaks in the clear on 127.0.0.1. */
export class SmtpSink implements AsyncDisposable {
  readonly mails: ReceivedMail[] = []
  /** Passwords that it takes; null: all. */
  password: string | null = null
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  private constructor() {
    this.#server = createServer((socket) => this.#serve(socket))
  }

  static async listen(): Promise<SmtpSink> {
    const sink = new SmtpSink()
    sink.#server.listen(0, '127.0.0.1')
    await once(sink.#server, 'listening')
    return sink
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    socket.on('error', () => undefined)
    let unread = ''
    let in_data = false
    let mail = { from: '', to: [] as string[], auth: null as ReceivedMail['auth'], data: '' }
    const say = (line: string) => socket.write(`${line}\r\n`)
    const authenticate = (line: string) => {
      const [, user = '', password = ''] = Buffer.from(line.split(' ')[2] ?? '', 'base64')
        .toString()
        .split('\0')
      if (this.password !== null && password !== this.password) return '535 wrong password'
      mail = { ...mail, auth: { user, password } }
      return '235 welcome'
    }
    const addressIn = (line: string) => line.slice(line.indexOf('<') + 1, line.indexOf('>'))
    const answerTo = (line: string): string => {
      switch (line.slice(0, 4).toUpperCase()) {
        case 'EHLO':
          return '250-sink\r\n250 AUTH PLAIN'
        case 'AUTH':
          return authenticate(line)
        case 'MAIL':
          mail.from = addressIn(line)
          return '250 ok'
        case 'RCPT':
          mail.to.push(addressIn(line))
          return '250 ok'
        case 'DATA':
          in_data = true
          return '354 go on'
        case 'QUIT':
          return '221 bye'
        default:
          return '250 ok'
      }
    }
    socket.setEncoding('utf8').on('data', (part: string) => {
      unread += part
      for (;;) {
        const end = unread.indexOf(in_data ? '\r\n.\r\n' : '\r\n')
        if (end < 0) return
        const text = unread.slice(0, end)
        unread = unread.slice(end + (in_data ? 5 : 2))
        if (!in_data) {
          say(answerTo(text))
          if (text.toUpperCase() === 'QUIT') socket.end()
          continue
        }
        in_data = false
        this.mails.push({ ...mail, data: text })
        mail = { from: '', to: [], auth: mail.auth, data: '' }
        say('250 taken')
      }
    })
    say('220 sink')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
