import { Text } from '@mantine/core'
import type { OperatorInfo } from '#contract/operators.ts'
import { useMakeLink } from '../../../data/operators.ts'
import { Question } from '../../../parts/dialogs/question.tsx'
import { LinkShown } from './invite-operator.tsx'
import { texts } from './texts.ts'

/** A fresh link for somebody who cannot get in any more. */
export function MakeLink({ operator, onClose }: { readonly operator: OperatorInfo; readonly onClose: () => void }) {
  const { id, name } = operator
  const make = useMakeLink(id)
  if (make.data !== undefined) {
    const { sign_in_url, expires_at } = make.data
    return (
      <LinkShown title={texts.linkOf(name)} name={name} url={sign_in_url} expires_at={expires_at} onClose={onClose} />
    )
  }
  return (
    <Question
      title={texts.linkTitle(name)}
      confirm={texts.makeLink}
      pending={make.isPending}
      failure={make.error === null ? null : { title: texts.linkFailed, error: make.error }}
      onConfirm={() => make.mutate()}
      onClose={onClose}
    >
      <Text>{texts.linkEffect}</Text>
    </Question>
  )
}
