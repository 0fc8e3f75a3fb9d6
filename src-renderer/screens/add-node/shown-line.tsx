import { Anchor, Button, Group, Loader, Stack, Text } from '@mantine/core'
import IconCircleCheck from '@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useNodes } from '../../data/queries.ts'
import { CopyField, CopyTextButton } from '../../parts/copy.tsx'
import { Surface } from '../../parts/surface.tsx'
import classes from './screen.module.css'
import { texts } from './texts.ts'

interface ShownLineProps {
  readonly title: string
  readonly line: string
  /** When its token was made, by the origin's clock. */
  readonly since: string
  /** Of the node that is waited for; empty: any. */
  readonly name: string
  /** How long it is good, and for how many machines. */
  readonly once: string
  readonly onAnother: () => void
  /** Other lines that go with it. */
  readonly children?: ReactNode
}

/** A line with its token, shown this once, and whether a node came by it. */
export function ShownLine({ title, line, since, name, once, onAnother, children }: ShownLineProps) {
  return (
    <Surface title={title}>
      <Stack gap="md">
        <CopyField label={texts.line} value={line} wrap />
        <Text size="sm" c="dimmed">
          {once}
        </Text>
        <Joining since={since} name={name} />
        <Group gap="xs">
          <CopyTextButton value={line}>{texts.copyLine}</CopyTextButton>
          <Button variant="default" onClick={onAnother}>
            {texts.another}
          </Button>
        </Group>
        {children}
      </Stack>
    </Surface>
  )
}

/** Flips by itself when the node comes in: the one of that name, or, where none was given, any that was not there when the token was made. */
function Joining({ since, name }: { readonly since: string; readonly name: string }) {
  const { data: nodes = [] } = useNodes()
  const joined = nodes.filter((node) => node.created_at >= since && (name === '' || node.name === name))
  return (
    <div className={classes.waiting} role="status">
      {joined.length === 0 ? (
        <>
          <Loader size="xs" type="dots" />
          <span>{texts.waiting(name)}</span>
        </>
      ) : (
        <>
          <IconCircleCheck size={18} color="var(--hw-ok)" aria-hidden="true" />
          {joined.map((node) => (
            <Anchor key={node.id} component={Link} to={`/nodes/${node.id}`}>
              {texts.joined(node.name)}
            </Anchor>
          ))}
        </>
      )}
    </div>
  )
}
