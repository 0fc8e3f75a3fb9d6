import { Button, Menu, Popover } from '@mantine/core'
import IconChevronDown from '@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs'
import type { Node } from '#contract/node.ts'
import type { RunKind } from '#contract/provisioning-run.ts'
import { useKeptLogin, useRunKinds } from '../../data/runs.ts'
import { useOpenDialog } from '../../parts/dialogs/dialog-context.ts'
import { boxLimits } from './box-limits.ts'
import classes from './box-part.module.css'
import { texts } from './texts.ts'

/** What leaves the node where it is, in the order of the menu. */
const boxActions = [
  { kind: 'upgrade', text: texts.upgrade },
  { kind: 'restart', text: texts.restart },
  { kind: 'reconfigure', text: texts.reconfigure },
  { kind: 'diagnostics', text: texts.diagnostics },
  { kind: 'rotate_identity', text: texts.rotateIdentity },
] as const

/** What can be done on a node's box over SSH, as far as this origin has steps for it and the node is installed for it; or why nothing can. */
export function BoxMenu({ node }: { readonly node: Node }) {
  const open = useOpenDialog()
  const kinds = useRunKinds()
  const { id: node_id } = node
  const { data: kept } = useKeptLogin(node_id)
  const limits = boxLimits(node.form, kept != null)
  const can = (kind: RunKind) => kinds.includes(kind) && limits.can(kind)
  const changes = boxActions.filter(({ kind }) => can(kind))
  const target = (
    <Button variant="default" rightSection={<IconChevronDown size={16} aria-hidden="true" />}>
      {texts.box}
    </Button>
  )
  if (changes.length === 0 && !can('decommission')) {
    return kinds.length === 0 || limits.why === null ? null : (
      <Popover width={320}>
        <Popover.Target>{target}</Popover.Target>
        <Popover.Dropdown aria-label={texts.box}>
          <p className={classes.why}>{limits.why}</p>
        </Popover.Dropdown>
      </Popover>
    )
  }
  return (
    <Menu>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown>
        {limits.why !== null && <Menu.Label className={classes.why}>{limits.why}</Menu.Label>}
        {changes.map(({ kind, text }) => (
          <Menu.Item
            key={kind}
            onClick={() =>
              open(
                kind === 'reconfigure'
                  ? { kind: 'reconfigure-node', node_id }
                  : { kind: 'node-run', node_id, run: kind },
              )
            }
          >
            {text}
          </Menu.Item>
        ))}
        {can('decommission') && (
          <>
            {changes.length > 0 && <Menu.Divider />}
            <Menu.Item color="var(--hw-bad)" onClick={() => open({ kind: 'decommission-node', node_id })}>
              {texts.decommission}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
