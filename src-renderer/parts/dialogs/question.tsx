import { Button, Group, Modal, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { FailureNotice } from '../failure-notice.tsx'
import { texts } from './texts.ts'

interface QuestionProps {
  readonly title: string
  readonly onClose: () => void
  readonly onConfirm: () => void
  /** Text of the button that does it. */
  readonly confirm: string
  /** Text of the button that closes the dialog, where what it asks about is a cancelling itself. */
  readonly dismiss?: string
  /** It cannot be taken back, or cuts somebody off. */
  readonly dangerous?: boolean
  readonly ready?: boolean
  readonly pending: boolean
  readonly failure: { readonly title: string; readonly error: unknown } | null
  readonly children: ReactNode
}

/** A dialog that names the consequence and asks; errors stay in it until it works or is closed. */
export function Question(props: QuestionProps) {
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      size="lg"
      closeButtonProps={{ 'aria-label': texts.close }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          props.onConfirm()
        }}
      >
        <Stack gap="md">
          {props.children}
          {props.failure !== null && <FailureNotice title={props.failure.title} error={props.failure.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={props.onClose}>
              {props.dismiss ?? texts.cancel}
            </Button>
            <Button
              type="submit"
              loading={props.pending}
              disabled={props.ready === false}
              {...(props.dangerous === true ? { color: 'coral.6' } : {})}
            >
              {props.confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
