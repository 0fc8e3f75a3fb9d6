import { Anchor, Button, Group } from '@mantine/core'
import { Link } from 'react-router'
import type { StreamPath } from '#contract/ids.ts'
import { useCanSteer } from '../../data/queries.ts'
import { useEffectiveAccess, useStreamKeys } from '../../data/stream-access.ts'
import { Definition, Definitions } from '../../parts/definition.tsx'
import { useOpenDialog } from '../../parts/dialogs/dialog-context.ts'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { isFor } from '../../parts/stream-pattern.ts'
import { Surface } from '../../parts/surface.tsx'
import classes from './access-part.module.css'
import { texts } from './access-texts.ts'
import { KeptOut } from './kept-out.tsx'

/** Who may publish this stream, and who may watch it. */
export function AccessPart({ stream_path }: { readonly stream_path: StreamPath | string }) {
  const access = useEffectiveAccess(stream_path)
  const { data: keys } = useStreamKeys()
  const canSteer = useCanSteer()
  const open = useOpenDialog()
  const good = keys?.filter(({ state, pattern }) => state === 'active' && isFor(pattern, stream_path))
  const policy = access.data ?? null
  return (
    <Surface
      title={texts.title}
      actions={
        <Anchor component={Link} to="/settings/stream-access" size="sm">
          {texts.all}
        </Anchor>
      }
    >
      <div className={classes.parts}>
        {access.error !== null && (
          <FailureNotice title={texts.failed} error={access.error} onRetry={() => void access.refetch()} />
        )}
        {access.data !== undefined && (
          <Definitions>
            <Definition name={texts.says}>
              {policy === null ? texts.open : <span lang="en">{`${policy.pattern}: ${policy.summary}`}</span>}
            </Definition>
            {good !== undefined && <Definition name={texts.keys}>{texts.keysOf(good.length)}</Definition>}
          </Definitions>
        )}
        {canSteer && <KeptOut stream_path={stream_path} />}
        {canSteer && (
          <Group gap={6}>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => open({ kind: 'stream-key', pattern: stream_path })}
            >
              {texts.makeKey}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() =>
                open({
                  kind: 'access-policy',
                  policy_id: policy?.pattern === stream_path ? policy.id : null,
                  pattern: stream_path,
                })
              }
            >
              {texts.change}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => open({ kind: 'signed-link', stream_path })}>
              {texts.signedLink}
            </Button>
          </Group>
        )}
      </div>
    </Surface>
  )
}
