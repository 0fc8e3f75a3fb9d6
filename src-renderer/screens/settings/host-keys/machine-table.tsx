import { Button, Group } from '@mantine/core'
import { Link } from 'react-router'
import { useCanSteer, useNodesById } from '../../../data/queries.ts'
import { actorName } from '../../../parts/actor.ts'
import { CopyIcon } from '../../../parts/copy.tsx'
import table from '../../../parts/fact-table.module.css'
import { formatDateTime } from '../../../parts/format.ts'
import { addressOf, type KnownMachine } from './known-machines.ts'
import classes from './section.module.css'
import { texts } from './texts.ts'

interface MachineTableProps {
  readonly machines: readonly KnownMachine[]
  readonly onForget: (machine: KnownMachine) => void
  readonly onReplace: (machine: KnownMachine) => void
}

/** Machines, each with the keys it is known by and what can be done about them. */
export function MachineTable({ machines, onForget, onReplace }: MachineTableProps) {
  const { columns } = texts
  const canSteer = useCanSteer()
  return (
    <div className={table.frame}>
      <table className={table.table}>
        <caption className="hw-hidden">{texts.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{columns.machine}</th>
            <th scope="col">{columns.keys}</th>
            <th scope="col" className={table.wide}>
              {columns.seen}
            </th>
            {canSteer && <th scope="col">{columns.actions}</th>}
          </tr>
        </thead>
        <tbody>
          {machines.map((machine) => (
            <Row
              key={addressOf(machine)}
              machine={machine}
              onForget={canSteer ? () => onForget(machine) : null}
              onReplace={() => onReplace(machine)}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface RowProps {
  readonly machine: KnownMachine
  /** null: this operator may only look. */
  readonly onForget: (() => void) | null
  readonly onReplace: () => void
}

function Row({ machine, onForget, onReplace }: RowProps) {
  const nodes = useNodesById()
  const { keys, node_id } = machine
  const address = addressOf(machine)
  const node = node_id === null ? null : nodes.get(node_id)
  return (
    <tr>
      <th scope="row">
        <span className={classes.name}>
          {address}
          <span className={classes.node}>
            {node === null ? (
              texts.noNode
            ) : node === undefined ? (
              texts.nodeGone
            ) : (
              <Link to={`/nodes/${node.id}`}>{node.name}</Link>
            )}
          </span>
        </span>
      </th>
      <td data-label={texts.columns.keys}>
        <ul className={classes.keys}>
          {keys.map(({ algorithm, fingerprint }) => (
            <li key={algorithm}>
              <span className={classes.kind}>{algorithm}</span>
              <span className={classes.line}>
                <code className={classes.fingerprint}>{fingerprint}</code>
                <CopyIcon value={fingerprint} label={texts.copy(algorithm, address)} />
              </span>
            </li>
          ))}
        </ul>
      </td>
      <td data-label={texts.columns.seen} className={table.wide}>
        <ul className={classes.keys}>
          {keys.map(({ algorithm, confirmed_at, confirmed_by }) => (
            <li key={algorithm}>
              <time dateTime={confirmed_at}>{formatDateTime(confirmed_at)}</time>
              <div className={classes.dim}>{texts.by(actorName(confirmed_by, (id) => nodes.get(id)?.name))}</div>
            </li>
          ))}
        </ul>
      </td>
      {onForget !== null && (
        <td data-label={texts.columns.actions}>
          <Group gap={6}>
            <Button size="compact-sm" variant="default" aria-label={texts.replaceOf(address)} onClick={onReplace}>
              {texts.replace}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              c="var(--hw-bad)"
              aria-label={texts.forgetOf(address)}
              onClick={onForget}
            >
              {texts.forget}
            </Button>
          </Group>
        </td>
      )}
    </tr>
  )
}
