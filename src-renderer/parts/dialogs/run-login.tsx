import { Anchor, Group, Text } from '@mantine/core'
import { useState } from 'react'
import type { NodeId } from '#contract/ids.ts'
import type { SshTarget } from '#contract/provisioning.ts'
import { useNodesById } from '../../data/queries.ts'
import { useKeptLogin } from '../../data/runs.ts'
import { LoginFields } from '../login/login-fields.tsx'
import { emptyLogin, isLoginComplete, type LoginForm, targetOf } from '../login/login-form.ts'
import { texts } from './run-texts.ts'

/** How the box of a node is reached: by the login that is kept, or by one that is typed. */
export interface RunLogin {
  /** Absent: the kept one. */
  readonly target: SshTarget | undefined
  readonly ready: boolean
  readonly form: LoginForm | null
  readonly kept: string | null | undefined
  readonly change: (form: LoginForm | null) => void
}

/** The state of {@link RunLoginPart}. */
export function useRunLogin(node_id: NodeId): RunLogin {
  const kept = useKeptLogin(node_id)
  const node = useNodesById().get(node_id)
  const [typed, setTyped] = useState<LoginForm | null>(null)
  const none = kept.data === null || kept.error !== null
  const form = typed ?? (none ? emptyLogin({ host: node?.endpoints?.address ?? '' }) : null)
  return {
    target: form === null ? undefined : targetOf(form),
    ready: form === null ? kept.data !== undefined : isLoginComplete(form),
    form,
    kept: kept.data === undefined ? (none ? null : undefined) : loginWords(kept.data),
    change: setTyped,
  }
}

const loginWords = (login: { readonly user: string; readonly host: string; readonly port: number } | null) =>
  login === null ? null : `${login.user}@${login.host}${login.port === 22 ? '' : `:${login.port}`}`

/** Says with which login a run goes to the box, and asks for one where none is kept. */
export function RunLoginPart({ login }: { readonly login: RunLogin }) {
  if (login.form === null) {
    return (
      <Group gap="xs">
        <Text size="sm">
          {login.kept === undefined || login.kept === null ? texts.reading : texts.loginKept(login.kept)}
        </Text>
        <Anchor component="button" type="button" size="sm" onClick={() => login.change(emptyLogin())}>
          {texts.loginOther}
        </Anchor>
      </Group>
    )
  }
  return (
    <div>
      {login.kept === null && (
        <Text size="sm" mb="sm">
          {texts.loginNeeded}
        </Text>
      )}
      <LoginFields value={login.form} onChange={login.change} />
    </div>
  )
}
