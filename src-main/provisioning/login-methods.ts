import type {
  AnyAuthMethod,
  AuthenticationType,
  AuthHandlerMiddleware,
  BaseAgent,
  ParsedKey,
  PublicKeyEntry,
} from 'ssh2'
import type { PrivateKey } from './private-key.ts'
import { SshError } from './ssh-errors.ts'

/** What somebody logs in with. */
export interface Proofs {
  readonly key: PrivateKey | null
  /** The keys that an ssh-agent holds. */
  readonly agent: BaseAgent | null
  readonly password: string | null
  /** What a server asks for beside the password, good for one login. */
  readonly one_time_code: string | null
}

/** What a login has learned of the server so far. */
export interface LoginProgress {
  methods_accepted: readonly string[] | null
  tried: string[]
  partial: boolean
  /** The server asked for a one-time code, and none was given. */
  code_wanted: boolean
}

/** One proof: what it is called on the wire (RFC 4252), to people, and to ssh2. */
interface Proof {
  readonly wire: AuthenticationType
  readonly name: string
  readonly method: AnyAuthMethod
}

/** The proofs that were given, in the order in which they are tried. */
function proofsInOrder(username: string, proofs: Proofs, progress: LoginProgress): Proof[] {
  const { key, agent, password, one_time_code } = proofs
  const order: Proof[] = []
  if (key !== null) {
    const method = { type: 'publickey', username, key: key.parsed } as const
    order.push({ wire: 'publickey', name: `key ${key.name}`, method })
  }
  if (agent !== null) {
    order.push({ wire: 'publickey', name: 'the keys of the agent', method: { type: 'agent', username, agent } })
  }
  const questions = (name: string): Proof => {
    const prompt = answerWith(password, one_time_code, progress)
    return { wire: 'keyboard-interactive', name, method: { type: 'keyboard-interactive', username, prompt } }
  }
  // A password that is refused alone costs seconds and counts as an attempt: with a code, the questions come first.
  if (one_time_code !== null) order.push(questions(password === null ? 'one-time code' : 'password and one-time code'))
  if (password !== null)
    order.push({ wire: 'password', name: 'password', method: { type: 'password', username, password } })
  if (password !== null && one_time_code === null) order.push(questions('password'))
  return order
}

/**
 * Which proof to try next, of those given and those the server takes: the key, then those of the agent, then the password, then password
 * and one-time code as answers to questions (servers with keyboard-interactive only). The first call asks for nothing but the methods.
 */
export function loginMethods(username: string, proofs: Proofs, progress: LoginProgress): AuthHandlerMiddleware {
  const left = proofsInOrder(username, proofs, progress)
  return (accepted: readonly AuthenticationType[] | null, partial: boolean | null, answer) => {
    // The declared type leaves out that `false` ends the login.
    const next = answer as (method: AnyAuthMethod | false) => void
    if (accepted === null) {
      next({ type: 'none', username })
      return
    }
    progress.methods_accepted = accepted
    progress.partial = partial === true
    const at = left.findIndex(({ wire }) => accepted.includes(wire))
    const [proof] = at === -1 ? [] : left.splice(at, 1)
    if (proof === undefined) {
      next(false)
      return
    }
    if (!progress.tried.includes(proof.name)) progress.tried.push(proof.name)
    next(proof.method)
  }
}

type Prompt = { readonly prompt: string; readonly echo?: boolean | undefined }

const ASKS_FOR_CODE = /\b(code|token|otp|verification|one.?time|passcode|2fa|authenticator|yubi)/i

/** Answers hidden questions with the password and questions for a code with the code, once each; notices stay empty. */
function answerWith(password: string | null, code: string | null, progress: LoginProgress) {
  const left = { password, code }
  const take = (what: 'password' | 'code'): string | null => {
    const value = left[what]
    left[what] = null
    return value
  }
  return (
    _name: string,
    _instructions: string,
    _language: string,
    prompts: readonly Prompt[],
    finish: (answers: string[]) => void,
  ) => {
    finish(
      prompts.map(({ prompt, echo }) => {
        if (ASKS_FOR_CODE.test(prompt)) {
          if (left.code === null && code === null) progress.code_wanted = true
          return take('code') ?? ''
        }
        if (echo === true) return ''
        return take('password') ?? take('code') ?? ''
      }),
    )
  }
}

/**
 * The ssh-agent of this program's own user, at the socket that the environment names.
 * @throws {SshError} ssh_agent_unusable where there is none, or it holds no key
 */
export async function openAgent(socket_path: string | undefined): Promise<BaseAgent> {
  if (socket_path === undefined || socket_path === '') {
    throw unusable(
      'Headwater was told to log in with an SSH agent, and there is none: SSH_AUTH_SOCK is not set.',
      'Start Headwater from a session with an agent, or give a key.',
    )
  }
  const { default: ssh2 } = await import('ssh2')
  const agent = ssh2.createAgent(socket_path)
  const keys = await new Promise<readonly (ParsedKey | PublicKeyEntry | Buffer | string)[]>((resolve, reject) => {
    agent.getIdentities((error, found) => (error ? reject(error) : resolve(found ?? [])))
  }).catch((error: unknown) => {
    throw unusable(
      'The SSH agent does not answer.',
      'Is the session still there in which it was started? Or give a key.',
      error,
    )
  })
  if (keys.length === 0) throw unusable('The SSH agent holds no key.', 'Add one: ssh-add KEYFILE. Or give a key.')
  return agent
}

function unusable(message: string, hint: string, cause?: unknown): SshError {
  const raw = cause instanceof Error ? { raw: cause.message } : {}
  return new SshError('ssh_agent_unusable', message, hint, raw, { cause })
}
