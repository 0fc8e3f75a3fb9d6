import { Button, Group, Tooltip } from '@mantine/core'
import type { OperatorInfo } from '#contract/operators.ts'
import { useSession } from '../../../data/queries.ts'
import table from '../../../parts/fact-table.module.css'
import { Age } from '../../../parts/since.tsx'
import { StateBadge } from '../../../parts/state-mark.tsx'
import classes from './operators.module.css'
import { texts } from './texts.ts'

/** What is being asked about an operator. */
export type OperatorAct = 'link' | 'change' | 'remove'

interface OperatorRowProps {
  readonly operator: OperatorInfo
  /** Without them nobody could say who may sign in. */
  readonly isLastOwner: boolean
  readonly onAsk: (act: OperatorAct) => void
}

/** One operator, and what can be done about them. */
export function OperatorRow({ operator, isLastOwner, onAsk }: OperatorRowProps) {
  const { data: session } = useSession()
  const { id, name, role, state, last_signed_in_at } = operator
  return (
    <tr>
      <th scope="row">
        <span className={classes.name}>
          {name}
          {session?.operator_id === id && (
            <StateBadge shape="dot" tone="ok">
              {texts.you}
            </StateBadge>
          )}
          {state === 'invited' && (
            <StateBadge shape="ring" tone="idle">
              {texts.invited}
            </StateBadge>
          )}
        </span>
      </th>
      <td data-label={texts.columns.role}>{texts.roles[role]}</td>
      <td data-label={texts.columns.ways} className={table.wide}>
        {texts.ways(operator)}
      </td>
      <td data-label={texts.columns.last}>
        {last_signed_in_at === null ? texts.never : <Age at={last_signed_in_at} />}
      </td>
      <td data-label={texts.columns.actions}>
        <Group gap={6}>
          <Button size="compact-sm" variant="default" aria-label={texts.linkOf(name)} onClick={() => onAsk('link')}>
            {texts.link}
          </Button>
          <Kept isKept={isLastOwner}>
            <Button
              size="compact-sm"
              variant="default"
              data-disabled={isLastOwner}
              aria-disabled={isLastOwner}
              aria-label={texts.changeOf(name)}
              onClick={isLastOwner ? undefined : () => onAsk('change')}
            >
              {texts.change}
            </Button>
          </Kept>
          <Kept isKept={isLastOwner}>
            <Button
              size="compact-sm"
              variant="default"
              {...(isLastOwner ? {} : { c: 'var(--hw-bad)' })}
              data-disabled={isLastOwner}
              aria-disabled={isLastOwner}
              aria-label={texts.removeOf(name)}
              onClick={isLastOwner ? undefined : () => onAsk('remove')}
            >
              {texts.remove}
            </Button>
          </Kept>
        </Group>
      </td>
    </tr>
  )
}

/** Says why the button in it does nothing. */
function Kept({ isKept, children }: { readonly isKept: boolean; readonly children: React.ReactElement }) {
  return (
    <Tooltip label={texts.lastOwner} disabled={!isKept}>
      {children}
    </Tooltip>
  )
}
