import { Anchor, Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useProve } from '../data/account.ts'
import { hasPasskeys, usePasskeyProof } from '../data/passkeys.ts'
import { setProver } from '../data/recent-proof.ts'
import { FailureNotice } from '../parts/failure-notice.tsx'
import { texts } from './sign-in-texts.ts'

interface Asked {
  readonly methods: readonly string[]
  readonly answer: (proven: boolean) => void
}

/** Asks over everything else for a proof of who sits there, when the origin wants one; the call that wanted it then goes on. */
export function ProofHost() {
  const [asked, setAsked] = useState<Asked | null>(null)
  useEffect(() => {
    setProver((methods) => {
      const { promise, resolve } = Promise.withResolvers<boolean>()
      setAsked({ methods, answer: resolve })
      return promise
    })
    return () => setProver(null)
  }, [])
  if (asked === null) return null
  const answer = (proven: boolean) => {
    setAsked(null)
    asked.answer(proven)
  }
  return <Prove methods={asked.methods} onAnswer={answer} />
}

interface ProveProps {
  readonly methods: readonly string[]
  readonly onAnswer: (proven: boolean) => void
}

function Prove({ methods, onAnswer }: ProveProps) {
  const own = methods.includes('password') ? 'password' : methods.includes('totp') ? 'code' : null
  const [byLink, setByLink] = useState(own === null)
  const [typed, setTyped] = useState('')
  const prove = useProve()
  const passkey = usePasskeyProof()
  const error = passkey.error ?? prove.error
  const way = byLink || own === null ? 'link_token' : own
  const turn = () => {
    setByLink(!byLink)
    setTyped('')
    prove.reset()
  }
  const submit = () =>
    prove.mutate({ [way]: way === 'link_token' ? tokenIn(typed) : typed }, { onSuccess: () => onAnswer(true) })
  return (
    <Modal
      opened
      zIndex={400}
      onClose={() => onAnswer(false)}
      title={texts.proveTitle}
      closeButtonProps={{ 'aria-label': texts.close }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <Stack gap="md">
          <Text>{texts.proveText}</Text>
          {way === 'password' && (
            <PasswordInput
              label={texts.provePassword}
              autoComplete="current-password"
              required
              data-autofocus
              maxLength={256}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          )}
          {way !== 'password' && (
            <TextInput
              key={way}
              label={way === 'code' ? texts.proveCode : texts.proveLink}
              description={way === 'code' ? undefined : texts.proveLinkHint}
              autoComplete={way === 'code' ? 'one-time-code' : 'off'}
              required
              data-autofocus
              spellCheck={false}
              maxLength={1_024}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          )}
          {methods.includes('passkey') && hasPasskeys() && (
            <Button
              variant="default"
              loading={passkey.isPending}
              onClick={() => passkey.mutate(undefined, { onSuccess: () => onAnswer(true) })}
            >
              {texts.passkey}
            </Button>
          )}
          {own !== null && (
            <Anchor component="button" type="button" size="sm" ta="left" onClick={turn}>
              {byLink ? texts.proveByPassword : texts.proveByLink}
            </Anchor>
          )}
          {error !== null && <FailureNotice title={texts.proveRefused} error={error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={() => onAnswer(false)}>
              {texts.cancel}
            </Button>
            <Button type="submit" loading={prove.isPending}>
              {texts.prove}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

/** What stands behind the # of a link; as it is where only that was pasted. */
function tokenIn(typed: string): string {
  return typed.trim().split('#').at(-1) ?? ''
}
