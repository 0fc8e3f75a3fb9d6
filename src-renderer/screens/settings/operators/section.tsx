import { Button, Skeleton } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import { useState } from 'react'
import type { OperatorInfo } from '#contract/operators.ts'
import { useOperators } from '../../../data/operators.ts'
import table from '../../../parts/fact-table.module.css'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { Page } from '../../../parts/page.tsx'
import { Surface } from '../../../parts/surface.tsx'
import about from '../about.module.css'
import { ChangeRole } from './change-role.tsx'
import { InviteOperator } from './invite-operator.tsx'
import { MakeLink } from './make-link.tsx'
import { type OperatorAct, OperatorRow } from './operator-row.tsx'
import { RemoveOperator } from './remove-operator.tsx'
import { texts } from './texts.ts'

/** Everybody who may sign in. */
export function Component() {
  const operators = useOperators()
  const [inviting, setInviting] = useState(false)
  const [asked, setAsked] = useState<{ readonly act: OperatorAct; readonly operator: OperatorInfo } | null>(null)
  const close = () => setAsked(null)
  return (
    <Page
      title={texts.title}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setInviting(true)}>
          {texts.invite}
        </Button>
      }
    >
      <p className={about.about}>{texts.about}</p>
      {operators.data === undefined &&
        (operators.error === null ? (
          <Skeleton h={220} radius="md" />
        ) : (
          <FailureNotice title={texts.failed} error={operators.error} onRetry={() => void operators.refetch()} />
        ))}
      {operators.data !== undefined && (
        <OperatorsPart operators={operators.data} onAsk={(act, operator) => setAsked({ act, operator })} />
      )}
      {inviting && <InviteOperator onClose={() => setInviting(false)} />}
      {asked?.act === 'link' && <MakeLink operator={asked.operator} onClose={close} />}
      {asked?.act === 'change' && <ChangeRole operator={asked.operator} onClose={close} />}
      {asked?.act === 'remove' && <RemoveOperator operator={asked.operator} onClose={close} />}
    </Page>
  )
}

interface OperatorsPartProps {
  readonly operators: readonly OperatorInfo[]
  readonly onAsk: (act: OperatorAct, operator: OperatorInfo) => void
}

function OperatorsPart({ operators, onAsk }: OperatorsPartProps) {
  const { columns } = texts
  const owners = operators.filter(({ role }) => role === 'owner').length
  return (
    <Surface title={texts.list} aside={operators.length} flush>
      <div className={table.frame}>
        <table className={table.table}>
          <caption className="hw-hidden">{texts.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{columns.name}</th>
              <th scope="col">{columns.role}</th>
              <th scope="col" className={table.wide}>
                {columns.ways}
              </th>
              <th scope="col">{columns.last}</th>
              <th scope="col">{columns.actions}</th>
            </tr>
          </thead>
          <tbody>
            {operators.map((operator) => (
              <OperatorRow
                key={operator.id}
                operator={operator}
                isLastOwner={operator.role === 'owner' && owners === 1}
                onAsk={(act) => onAsk(act, operator)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </Surface>
  )
}
