import { NativeSelect, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { hostKeyPath, useReplaceHostKey } from '../../../data/host-keys.ts'
import { CopyField } from '../../../parts/copy.tsx'
import { Question } from '../../../parts/dialogs/question.tsx'
import { texts as shared } from '../../../parts/dialogs/texts.ts'
import { EquivalentCall } from '../../../parts/equivalent-call.tsx'
import { addressOf, fingerprintIn, hostKeyKinds, type KnownMachine, kindIn } from './known-machines.ts'
import classes from './section.module.css'
import { texts } from './texts.ts'

const SHOW_KEYS = 'for key in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf "$key"; done'

interface ReplaceProps {
  readonly machine: KnownMachine
  readonly onClose: () => void
}

/** Gives a machine that was installed anew the key that it is known by from now on. What it takes is the key, and the address typed again. */
export function ReplaceHostKey({ machine, onClose }: ReplaceProps) {
  const replace = useReplaceHostKey(machine)
  const address = addressOf(machine)
  const [pasted, setPasted] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const [typed, setTyped] = useState('')
  const fingerprint = fingerprintIn(pasted)
  const algorithm = chosen ?? kindIn(pasted) ?? hostKeyKinds[0] ?? ''
  const wrong = whatIsWrong(pasted, fingerprint, machine)
  const confirm = () => {
    if (fingerprint === null || wrong !== null || typed.trim() !== address) return
    replace.mutate(
      { algorithm, fingerprint },
      {
        onSuccess: () => {
          notifications.show({ message: texts.replaced(address) })
          onClose()
        },
      },
    )
  }
  return (
    <Question
      title={texts.replaceTitle(address)}
      confirm={texts.replace}
      dangerous
      ready={fingerprint !== null && wrong === null && typed.trim() === address}
      pending={replace.isPending}
      failure={replace.error === null ? null : { title: texts.replaceFailed, error: replace.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>{texts.replaceWhy}</Text>
      <div>
        <span className={classes.dim}>{texts.known}</span>
        <ul className={classes.before}>
          {machine.keys.map((key) => (
            <li key={key.algorithm}>
              <span className={classes.kind}>{key.algorithm}</span>{' '}
              <code className={classes.fingerprint}>{key.fingerprint}</code>
            </li>
          ))}
        </ul>
      </div>
      <CopyField label={texts.onMachine} value={SHOW_KEYS} />
      <TextInput
        label={texts.fingerprint}
        description={texts.fingerprintHint}
        placeholder="SHA256:…"
        autoComplete="off"
        spellCheck={false}
        error={wrong}
        value={pasted}
        onChange={(event) => setPasted(event.currentTarget.value)}
      />
      <NativeSelect
        label={texts.kind}
        data={[...hostKeyKinds]}
        value={algorithm}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <TextInput
        label={texts.typeAddress(address)}
        description={texts.replaceEffect}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <EquivalentCall
        label={shared.equivalent}
        method="PUT"
        path={`/api/v1${hostKeyPath(machine)}`}
        body={{ algorithm, fingerprint: fingerprint ?? 'SHA256:...' }}
      />
    </Question>
  )
}

/** null: nothing is wrong with it, or nothing was typed yet. */
function whatIsWrong(pasted: string, fingerprint: string | null, { keys }: KnownMachine): string | null {
  if (pasted.trim() === '') return null
  if (fingerprint === null) return texts.fingerprintWrong
  return keys.length === 1 && keys[0]?.fingerprint === fingerprint ? texts.fingerprintSame : null
}
