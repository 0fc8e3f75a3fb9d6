import type { SshHop, SshTarget } from '#contract/provisioning.ts'

/** By what somebody proves who they are. */
export type LoginMethod = 'password' | 'key' | 'agent'

/** One machine that is logged in to, as it stands in a form. Lives in the form's state and nowhere else. */
export interface HopForm {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly method: LoginMethod
  /** Of the user; with a key or an agent only for sudo. */
  readonly password: string
  readonly private_key: string
  readonly passphrase: string
  readonly one_time_code: string
}

/** How a box is reached, as it stands in a form. */
export interface LoginForm extends HopForm {
  /** The machine to go through; null: straight. */
  readonly jump: HopForm | null
  /** The jump host takes the same proof as the box. */
  readonly jump_same: boolean
}

export const emptyHop = (facts: Partial<HopForm> = {}): HopForm => ({
  ...{ host: '', port: 22, user: 'root', method: 'password' },
  ...{ password: '', private_key: '', passphrase: '', one_time_code: '' },
  ...facts,
})

export const emptyLogin = (facts: Partial<HopForm> = {}): LoginForm => ({
  ...emptyHop(facts),
  jump: null,
  jump_same: true,
})

type Proof = Pick<HopForm, 'method' | 'password' | 'private_key' | 'passphrase' | 'one_time_code'>

/** Whether a text looks like a private key at all, so that a public one or a half one is told before it is sent. */
export function keyFault(text: string): 'none' | 'public' | 'not_a_key' | 'cut' | null {
  const key = text.trim()
  if (key === '') return 'none'
  if (/^(ssh-|ecdsa-|sk-)\S+ /.test(key)) return 'public'
  if (key.startsWith('PuTTY-User-Key-File')) return null
  if (!/^-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(key)) return 'not_a_key'
  return /-----END [A-Z0-9 ]*PRIVATE KEY-----$/.test(key) ? null : 'cut'
}

/** Whether enough is there to try: a host, a user and the proof that was chosen. */
export function isComplete(hop: HopForm): boolean {
  return hop.host.trim() !== '' && hop.user.trim() !== '' && hasProof(hop)
}

export function hasProof({ method, password, private_key }: Proof): boolean {
  if (method === 'agent') return true
  return method === 'password' ? password !== '' : keyFault(private_key) === null
}

/** Whether a whole form is complete, its jump host included. */
export function isLoginComplete(form: LoginForm): boolean {
  if (!isComplete(form)) return false
  if (form.jump === null) return true
  return form.jump.host.trim() !== '' && form.jump.user.trim() !== '' && (form.jump_same || hasProof(form.jump))
}

const orNull = (text: string) => (text === '' ? null : text)

function proofOf({ method, password, private_key, passphrase, one_time_code }: Proof) {
  return {
    password: orNull(password),
    // A key file ends in a line break; what was pasted may have lost it.
    private_key: method === 'key' ? `${private_key.trim()}\n` : null,
    passphrase: method === 'key' ? orNull(passphrase) : null,
    one_time_code: orNull(one_time_code.trim()),
    agent: method === 'agent',
  }
}

/** An IPv6 address without the brackets that people copy along. */
const hostOf = (host: string) => host.trim().replace(/^\[(.*)\]$/, '$1')

/** What is sent. @param host_key_fingerprint of the box, where somebody confirmed one */
export function targetOf(form: LoginForm, host_key_fingerprint: string | null = null): SshTarget {
  const hop = (of: HopForm, proof: Proof): SshHop => ({
    ...{ host: hostOf(of.host), port: of.port, user: of.user.trim() },
    ...proofOf(proof),
    host_key_fingerprint: null,
  })
  const { jump, jump_same } = form
  return {
    ...hop(form, form),
    host_key_fingerprint,
    jump: jump === null ? [] : [hop(jump, jump_same ? { ...form, one_time_code: '' } : jump)],
  }
}
