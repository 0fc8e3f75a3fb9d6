import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import IconFingerprint from '@tabler/icons-react/dist/esm/icons/IconFingerprint.mjs'
import { useState } from 'react'
import { useSignIn } from '../data/account.ts'
import { ApiFailure } from '../data/api-failure.ts'
import { hasPasskeys, usePasskeySignIn } from '../data/passkeys.ts'
import { FailureNotice } from '../parts/failure-notice.tsx'
import { texts } from './sign-in-texts.ts'

/** Name and password, and a code where one is asked for. What is typed lives here, and is gone with it. */
export function SignInForm({ onSignedIn }: { readonly onSignedIn?: () => void }) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState<string | null>(null)
  const signIn = useSignIn()
  const wantsCode = signIn.error instanceof ApiFailure && signIn.error.code === 'second_factor_required'
  // It is asked for once it is wanted, and stays while it is tried.
  const typedCode = wantsCode ? (code ?? '') : code
  const submit = () =>
    signIn.mutate(typedCode === null ? { name, password } : { name, password, code: typedCode }, {
      onSuccess: () => onSignedIn?.(),
      onError: (error) => {
        if (error instanceof ApiFailure && error.code === 'second_factor_required') setCode('')
        else if (typedCode === null) setPassword('')
        else setCode('')
      },
    })
  const forget = () => {
    setPassword('')
    setCode(null)
    signIn.reset()
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={texts.name}
          name="username"
          autoComplete="username webauthn"
          required
          autoFocus
          autoCapitalize="none"
          spellCheck={false}
          maxLength={64}
          readOnly={typedCode !== null}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {typedCode === null ? (
          <PasswordInput
            label={texts.password}
            name="password"
            autoComplete="current-password"
            required
            maxLength={256}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        ) : (
          <TextInput
            label={texts.code}
            description={texts.codeHint}
            name="code"
            autoComplete="one-time-code"
            required
            autoFocus
            minLength={6}
            maxLength={32}
            spellCheck={false}
            value={typedCode}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        {signIn.error !== null && !wantsCode && (
          <FailureNotice title={typedCode === null ? texts.refused : texts.codeWrong} error={signIn.error} />
        )}
        <Button type="submit" loading={signIn.isPending}>
          {texts.signIn}
        </Button>
        {typedCode === null && hasPasskeys() && <PasskeyButton {...(onSignedIn === undefined ? {} : { onSignedIn })} />}
        {typedCode !== null && (
          <Button variant="subtle" onClick={forget}>
            {texts.otherName}
          </Button>
        )}
      </Stack>
    </form>
  )
}

function PasskeyButton({ onSignedIn }: { readonly onSignedIn?: () => void }) {
  const signIn = usePasskeySignIn()
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFingerprint size={16} aria-hidden="true" />}
        loading={signIn.isPending}
        onClick={() => signIn.mutate(undefined, { onSuccess: () => onSignedIn?.() })}
      >
        {texts.passkey}
      </Button>
      {signIn.error !== null && <FailureNotice title={texts.passkeyFailed} error={signIn.error} />}
    </>
  )
}
