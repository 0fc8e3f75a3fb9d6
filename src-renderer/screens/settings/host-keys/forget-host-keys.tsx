import { Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { hostKeyPath, useForgetHostKeys } from '../../../data/host-keys.ts'
import { Question } from '../../../parts/dialogs/question.tsx'
import { texts as shared } from '../../../parts/dialogs/texts.ts'
import { EquivalentCall } from '../../../parts/equivalent-call.tsx'
import { addressOf, type KnownMachine } from './known-machines.ts'
import { texts } from './texts.ts'

interface ForgetProps {
  readonly machine: KnownMachine
  readonly onClose: () => void
}

/** Lets go of what a machine is known by. */
export function ForgetHostKeys({ machine, onClose }: ForgetProps) {
  const forget = useForgetHostKeys(machine)
  const address = addressOf(machine)
  const confirm = () =>
    forget.mutate(undefined, {
      onSuccess: () => {
        notifications.show({ message: texts.forgot(address) })
        onClose()
      },
    })
  return (
    <Question
      title={texts.forgetTitle(address)}
      confirm={texts.forget}
      dangerous
      pending={forget.isPending}
      failure={forget.error === null ? null : { title: texts.forgetFailed, error: forget.error }}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text>{texts.forgetEffect}</Text>
      <EquivalentCall label={shared.equivalent} method="DELETE" path={`/api/v1${hostKeyPath(machine)}`} />
    </Question>
  )
}
