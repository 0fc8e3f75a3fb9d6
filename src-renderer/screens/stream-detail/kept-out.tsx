import { Button } from '@mantine/core'
import { useKeepOuts, useLiftKeepOut } from '../../data/stream-access.ts'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Countdown } from '../../parts/since.tsx'
import classes from './access-part.module.css'
import { texts } from './access-texts.ts'

/** Who was sent away from a stream and may not come back to it yet; nothing where nobody was. */
export function KeptOut({ stream_path }: { readonly stream_path: string }) {
  const kept = useKeepOuts()
  const lift = useLiftKeepOut()
  if (kept.error !== null) {
    return <FailureNotice title={texts.keptOutFailed} error={kept.error} onRetry={() => void kept.refetch()} />
  }
  const here = kept.data?.filter((one) => one.stream_path === stream_path) ?? []
  if (here.length === 0) return null
  return (
    <div>
      <p className={classes.head}>{texts.keptOut}</p>
      <ul className={classes.kept} aria-label={texts.keptOut}>
        {here.map(({ id, who, kind, until }) => (
          <li key={id} className={classes.one}>
            <span>
              {texts.keptOutFor(who, kind)} <Countdown until={until} />
            </span>
            <Button
              size="compact-xs"
              variant="default"
              aria-label={texts.letInWho(who)}
              loading={lift.isPending && lift.variables === id}
              onClick={() => lift.mutate(id)}
            >
              {texts.letIn}
            </Button>
          </li>
        ))}
      </ul>
      {lift.error !== null && <FailureNotice title={texts.letInFailed} error={lift.error} />}
    </div>
  )
}
