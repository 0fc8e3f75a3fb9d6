import { Button, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { CopyField, CopyTextButton } from './copy.tsx'
import classes from './shown-once.module.css'

interface ShownOnceProps {
  /** Above it: what it is, and that it is not shown again. */
  readonly text: string
  readonly label: string
  /** Lives in the state of whoever shows it, and is gone with it. */
  readonly value: string
  readonly copy: string
  readonly done: string
  readonly onDone: () => void
  /** Below it: what to do with it. */
  readonly children?: ReactNode
}

/** A secret that the origin shows this once: to copy, then to close. */
export function ShownOnce({ text, label, value, copy, done, onDone, children }: ShownOnceProps) {
  return (
    <Stack gap="md" role="status" className={classes.once ?? ''}>
      <Text>{text}</Text>
      <CopyField label={label} value={value} wrap />
      {children}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onDone}>
          {done}
        </Button>
        <CopyTextButton value={value}>{copy}</CopyTextButton>
      </Group>
    </Stack>
  )
}
