import { Button, Group } from '@mantine/core'
import { Link } from 'react-router'
import { CopyField } from '../../parts/copy.tsx'
import classes from './screen.module.css'
import { texts } from './texts.ts'

/** Where no node is: every way to get one, and the same from a terminal. */
export function Teach() {
  return (
    <div className={classes.teach}>
      <Group gap="xs" justify="center" role="group" aria-label={texts.ways}>
        <Button component={Link} to="/nodes/add">
          {texts.bySsh}
        </Button>
        <Button component={Link} to="/nodes/add?way=many" variant="default">
          {texts.byList}
        </Button>
        <Button component={Link} to="/nodes/add?way=installer" variant="default">
          {texts.byLine}
        </Button>
      </Group>
      <CopyField label={texts.byCommand} value="headwater edge provision root@203.0.113.5 --name edge-1" wrap />
    </div>
  )
}
