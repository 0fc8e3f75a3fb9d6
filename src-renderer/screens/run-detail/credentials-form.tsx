import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { SshTarget } from '#contract/provisioning.ts'
import type { ProvisioningRun } from '#contract/provisioning-run.ts'
import { LoginFields } from '../../parts/login/login-fields.tsx'
import { emptyLogin, isLoginComplete, targetOf } from '../../parts/login/login-form.ts'
import { texts } from './texts.ts'

interface CredentialsFormProps {
  readonly run: Pick<ProvisioningRun, 'host' | 'port' | 'user'>
  readonly submit: string
  readonly pending: boolean
  readonly onSubmit: (target: SshTarget) => void
}

/** Asks for a login to the box of a run: the box stays the one it is, who logs in may be another. Forgets what was typed once it is sent. */
export function CredentialsForm({ run, submit, pending, onSubmit }: CredentialsFormProps) {
  const empty = () => emptyLogin({ host: run.host, port: run.port, user: run.user })
  const [login, setLogin] = useState(empty)
  return (
    <form
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit(targetOf({ ...login, host: run.host, port: run.port }))
        setLogin(empty())
      }}
    >
      <Stack gap="md" maw={640}>
        <LoginFields value={login} onChange={setLogin} only_user />
        <Group gap="sm">
          <Button type="submit" loading={pending} disabled={!isLoginComplete(login)}>
            {submit}
          </Button>
          <Text size="sm" c="dimmed">
            {texts.credentialsMemory}
          </Text>
        </Group>
      </Stack>
    </form>
  )
}
