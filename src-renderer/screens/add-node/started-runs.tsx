import { Button, Group } from '@mantine/core'
import { Link } from 'react-router'
import { useRuns } from '../../data/runs.ts'
import { RunList } from '../../parts/run-list.tsx'
import { Surface } from '../../parts/surface.tsx'
import classes from './screen.module.css'
import { texts } from './texts.ts'

/** The runs that a list began, as they go on. @param ids of the runs */
export function StartedRuns({ ids, onAgain }: { readonly ids: readonly string[]; readonly onAgain: () => void }) {
  const { data: runs = [] } = useRuns()
  const own = runs.filter(({ id }) => ids.includes(id))
  return (
    <div className={classes.column}>
      <Surface title={texts.begun} aside={own.length} flush>
        <RunList runs={own} />
      </Surface>
      <p className={classes.hint}>{texts.begunHint}</p>
      <Group gap="xs">
        <Button component={Link} to="/runs?show=under_way">
          {texts.toRuns}
        </Button>
        <Button variant="default" onClick={onAgain}>
          {texts.again}
        </Button>
      </Group>
    </div>
  )
}
