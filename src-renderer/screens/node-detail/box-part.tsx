import { Anchor, Button } from '@mantine/core'
import { Link } from 'react-router'
import type { Node } from '#contract/node.ts'
import { useCanSteer } from '../../data/queries.ts'
import { useKeptLogin, useRuns } from '../../data/runs.ts'
import { useOpenDialog } from '../../parts/dialogs/dialog-context.ts'
import { formatDateTime } from '../../parts/format.ts'
import { RunList } from '../../parts/run-list.tsx'
import { Age } from '../../parts/since.tsx'
import { Surface } from '../../parts/surface.tsx'
import classes from './box-part.module.css'
import { texts } from './texts.ts'

/** So many runs stand on a node's page; the others are in the list of runs. */
const SHOWN = 5

/** The login that is kept for a node's box, and what was done on that box. */
export function BoxPart({ node }: { readonly node: Node }) {
  const { data: runs } = useRuns({ node_id: node.id })
  const canSteer = useCanSteer()
  return (
    <>
      {canSteer && <LoginPart node={node} />}
      <Surface
        title={texts.runs}
        flush
        actions={
          runs !== undefined && runs.length > SHOWN ? (
            <Anchor component={Link} to={`/runs?node=${node.id}`} size="sm">
              {texts.allRuns(runs.length)}
            </Anchor>
          ) : undefined
        }
      >
        {runs === undefined || runs.length === 0 ? (
          <p className={classes.none}>{runs === undefined ? texts.readingRuns : texts.noRuns}</p>
        ) : (
          <RunList runs={runs.slice(0, SHOWN)} />
        )}
      </Surface>
    </>
  )
}

function LoginPart({ node }: { readonly node: Node }) {
  const open = useOpenDialog()
  const { data: kept } = useKeptLogin(node.id)
  // Nobody logs in where nothing can be done.
  if (kept === undefined || (kept === null && node.form === 'by_hand')) return null
  return (
    <Surface
      title={texts.login}
      actions={
        kept !== null ? (
          <Button
            size="compact-sm"
            variant="default"
            c="var(--hw-bad)"
            onClick={() => open({ kind: 'forget-login', node_id: node.id })}
          >
            {texts.forget}
          </Button>
        ) : undefined
      }
    >
      {kept === null ? (
        <p className={classes.text}>{texts.noLogin}</p>
      ) : (
        <p className={classes.text}>
          <code>{`${kept.user}@${kept.host}${kept.port === 22 ? '' : `:${kept.port}`}`}</code>
          <span className={classes.under}>
            {texts.keptSince(formatDateTime(kept.kept_at))}
            {kept.last_used_at !== null && (
              <>
                {' '}
                {texts.lastUsed} <Age at={kept.last_used_at} />.
              </>
            )}
          </span>
        </p>
      )}
    </Surface>
  )
}
