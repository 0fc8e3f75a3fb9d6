import { Radio, Stack } from '@mantine/core'
import type { OperatorRole } from '#contract/operators.ts'
import { texts } from './texts.ts'

interface RoleChoiceProps {
  readonly value: OperatorRole
  readonly onChange: (role: OperatorRole) => void
}

/** The three roles, each with what it means. */
export function RoleChoice({ value, onChange }: RoleChoiceProps) {
  return (
    <Radio.Group label={texts.role} value={value} onChange={(role) => onChange(role as OperatorRole)}>
      <Stack gap={8} mt={6}>
        {texts.roleChoices.map((choice) => (
          <Radio key={choice.value} value={choice.value} label={choice.label} description={choice.description} />
        ))}
      </Stack>
    </Radio.Group>
  )
}
