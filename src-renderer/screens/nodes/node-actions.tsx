import { ActionIcon, Menu } from '@mantine/core'
import IconArrowRight from '@tabler/icons-react/dist/esm/icons/IconArrowRight.mjs'
import IconDotsVertical from '@tabler/icons-react/dist/esm/icons/IconDotsVertical.mjs'
import IconPlayerPause from '@tabler/icons-react/dist/esm/icons/IconPlayerPause.mjs'
import IconPlayerPlay from '@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs'
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs'
import { useNavigate } from 'react-router'
import type { Node } from '#contract/node.ts'
import { useCanSteer } from '../../data/queries.ts'
import { useOpenDialog } from '../../parts/dialogs/dialog-context.ts'
import { texts } from './texts.ts'

/** What can be done with one node. */
export function NodeActions({ node }: { readonly node: Node }) {
  const open = useOpenDialog()
  const navigate = useNavigate()
  const canSteer = useCanSteer()
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon variant="subtle" aria-label={texts.actionsOf(node.name)}>
          <IconDotsVertical size={16} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconArrowRight size={16} aria-hidden="true" />}
          onClick={() => navigate(`/nodes/${node.id}`)}
        >
          {texts.open}
        </Menu.Item>
        {canSteer &&
          (node.mode.value === 'normal' ? (
            <Menu.Item
              leftSection={<IconPlayerPause size={16} aria-hidden="true" />}
              onClick={() => open({ kind: 'drain-node', node_id: node.id })}
            >
              {texts.drain}
            </Menu.Item>
          ) : (
            <Menu.Item
              leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
              onClick={() => open({ kind: 'resume-node', node_id: node.id })}
            >
              {texts.resume}
            </Menu.Item>
          ))}
        {canSteer && !node.is_origin && (
          <Menu.Item
            color="var(--hw-bad)"
            leftSection={<IconTrash size={16} aria-hidden="true" />}
            onClick={() => open({ kind: 'remove-node', node_id: node.id })}
          >
            {texts.remove}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
