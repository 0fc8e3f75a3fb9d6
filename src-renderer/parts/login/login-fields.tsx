import { Checkbox, Collapse, NumberInput, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Disclosure } from '../disclosure.tsx'
import classes from './login-fields.module.css'
import { emptyHop, type HopForm, type LoginForm } from './login-form.ts'
import { ProofFields } from './proof-fields.tsx'
import { texts } from './texts.ts'

interface LoginFieldsProps {
  readonly value: LoginForm
  readonly onChange: (value: LoginForm) => void
  /** Each line of a list names its own address and user. */
  readonly without_address?: boolean
  /** The box is known: who logs in is asked for, not where. */
  readonly only_user?: boolean
}

/** How a box is reached over SSH, and who logs in. */
export function LoginFields({ value, onChange, without_address = false, only_user = false }: LoginFieldsProps) {
  const change = (part: Partial<LoginForm>) => onChange({ ...value, ...part })
  return (
    <Stack gap="md">
      {!without_address && !only_user && <AddressFields value={value} onChange={change} />}
      {only_user && <UserInput label={texts.user} value={value.user} onChange={(user) => change({ user })} />}
      <ProofFields value={value} onChange={change} />
      <MoreFields value={value} onChange={change} />
    </Stack>
  )
}

interface AddressFieldsProps {
  readonly value: HopForm
  readonly onChange: (change: Partial<HopForm>) => void
}

function AddressFields({ value, onChange }: AddressFieldsProps) {
  return (
    <div className={classes.address}>
      <TextInput
        className={classes.host}
        label={texts.host}
        description={texts.hostHint}
        placeholder={texts.hostPlaceholder}
        required
        maxLength={255}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={value.host}
        onChange={(event) => onChange({ host: event.currentTarget.value })}
      />
      <PortInput label={texts.port} usual={22} value={value.port} onChange={(port) => onChange({ port })} />
      <UserInput
        className={classes.user}
        label={texts.user}
        description={texts.userHint}
        value={value.user}
        onChange={(user) => onChange({ user })}
      />
    </div>
  )
}

interface UserInputProps {
  readonly label: string
  readonly description?: string
  readonly className?: string | undefined
  readonly value: string
  readonly onChange: (user: string) => void
}

function UserInput({ label, description, className, value, onChange }: UserInputProps) {
  return (
    <TextInput
      className={className}
      label={label}
      {...(description === undefined ? {} : { description })}
      required
      maxLength={64}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** A TCP port. */
/** A port. Who clears it and goes on gets the usual one again. */
export function PortInput(props: {
  readonly label: string
  /** 0: cleared. */
  readonly value: number
  readonly usual: number
  readonly onChange: (port: number) => void
}) {
  return (
    <NumberInput
      className={classes.port}
      label={props.label}
      min={1}
      max={65_535}
      clampBehavior="strict"
      allowDecimal={false}
      allowNegative={false}
      hideControls
      required
      withAsterisk={false}
      value={props.value === 0 ? '' : props.value}
      onChange={(value) => props.onChange(Number(value) || 0)}
      onBlur={() => props.value === 0 && props.onChange(props.usual)}
    />
  )
}

interface MoreFieldsProps {
  readonly value: LoginForm
  readonly onChange: (change: Partial<LoginForm>) => void
}

/** What few boxes need. */
function MoreFields({ value, onChange }: MoreFieldsProps) {
  const [open, setOpen] = useState(value.jump !== null)
  const { jump } = value
  return (
    <div>
      <Disclosure open={open} onToggle={() => setOpen(!open)}>
        {texts.more}
      </Disclosure>
      <Collapse expanded={open}>
        <Stack gap="md" pt="sm">
          <PasswordInput
            label={texts.oneTime}
            description={texts.oneTimeHint}
            autoComplete="off"
            data-1p-ignore
            maxLength={64}
            maw={260}
            value={value.one_time_code}
            onChange={(event) => onChange({ one_time_code: event.currentTarget.value })}
          />
          <Checkbox
            label={texts.jump}
            checked={jump !== null}
            onChange={(event) =>
              onChange({ jump: event.currentTarget.checked ? emptyHop({ user: value.user }) : null })
            }
          />
          {jump !== null && (
            <div className={classes.jump}>
              <JumpFields
                jump={jump}
                same={value.jump_same}
                onJump={(change) => onChange({ jump: { ...jump, ...change } })}
                onSame={(jump_same) => onChange({ jump_same })}
              />
            </div>
          )}
        </Stack>
      </Collapse>
    </div>
  )
}

interface JumpFieldsProps {
  readonly jump: HopForm
  readonly same: boolean
  readonly onJump: (change: Partial<HopForm>) => void
  readonly onSame: (same: boolean) => void
}

function JumpFields({ jump, same, onJump, onSame }: JumpFieldsProps) {
  return (
    <Stack gap="sm">
      <div className={classes.address}>
        <TextInput
          className={classes.host}
          label={texts.jumpHost}
          required
          maxLength={255}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={jump.host}
          onChange={(event) => onJump({ host: event.currentTarget.value })}
        />
        <PortInput label={texts.jumpPort} usual={22} value={jump.port} onChange={(port) => onJump({ port })} />
        <UserInput
          className={classes.user}
          label={texts.jumpUser}
          value={jump.user}
          onChange={(user) => onJump({ user })}
        />
      </div>
      <Checkbox label={texts.jumpSame} checked={same} onChange={(event) => onSame(event.currentTarget.checked)} />
      {!same && <ProofFields value={jump} onChange={onJump} />}
    </Stack>
  )
}
