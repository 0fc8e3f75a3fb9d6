import { PasswordInput, SegmentedControl, Stack, Text } from '@mantine/core'
import { useId } from 'react'
import classes from './login-fields.module.css'
import type { HopForm, LoginMethod } from './login-form.ts'
import { PrivateKeyField } from './private-key-field.tsx'
import { texts } from './texts.ts'

interface ProofFieldsProps {
  readonly value: HopForm
  readonly onChange: (change: Partial<HopForm>) => void
}

const methodOf = (value: string): LoginMethod =>
  texts.methods.find((method) => method.value === value)?.value ?? 'password'

/** With what somebody logs in: a password, a private key or the origin's agent. */
export function ProofFields({ value, onChange }: ProofFieldsProps) {
  const label = useId()
  return (
    <Stack gap="sm">
      <div>
        <div id={label} className={classes.label}>
          {texts.proof}
        </div>
        <SegmentedControl
          aria-labelledby={label}
          value={value.method}
          onChange={(method) => onChange({ method: methodOf(method), private_key: '', passphrase: '', password: '' })}
          data={[...texts.methods]}
        />
      </div>
      {value.method === 'key' && (
        <>
          <PrivateKeyField value={value.private_key} onChange={(private_key) => onChange({ private_key })} />
          <PasswordInput
            label={texts.passphrase}
            description={texts.passphraseHint}
            autoComplete="off"
            maxLength={1024}
            value={value.passphrase}
            onChange={(event) => onChange({ passphrase: event.currentTarget.value })}
          />
        </>
      )}
      {value.method === 'agent' && (
        <Text size="sm" c="dimmed">
          {texts.agent}
        </Text>
      )}
      <PasswordInput
        label={value.method === 'password' ? texts.password : texts.sudoPassword}
        {...(value.method === 'password' ? {} : { description: texts.sudoPasswordHint })}
        autoComplete="off"
        data-1p-ignore
        maxLength={1024}
        value={value.password}
        onChange={(event) => onChange({ password: event.currentTarget.value })}
      />
    </Stack>
  )
}
