import { Button, Loader } from '@mantine/core'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { StreamViewer } from '#contract/stream-viewers.ts'
import { useCanSteer } from '../../../data/queries.ts'
import { useStreamViewers } from '../../../data/stream-viewers.ts'
import { useOpenDialog } from '../../../parts/dialogs/dialog-context.ts'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { formatBytes, formatSeconds } from '../../../parts/format.ts'
import { Elapsed } from '../../../parts/since.tsx'
import { texts } from './texts.ts'
import classes from './viewer-list.module.css'

/** Behind by less is nothing to speak of, in ms. */
const NOTABLE_MS = 1_000

interface ViewerListProps {
  readonly stream_path: StreamPath
  readonly node_id: NodeId
  readonly node_name: string
}

/** Each viewer of a stream on one node, the oldest first, as the node says it now. */
export function ViewerList({ stream_path, node_id, node_name }: ViewerListProps) {
  const viewers = useStreamViewers(stream_path, node_id)
  const canSteer = useCanSteer()
  const open = useOpenDialog()
  if (viewers.error !== null && viewers.data === undefined) {
    return <FailureNotice title={texts.failed} error={viewers.error} onRetry={() => void viewers.refetch()} />
  }
  if (viewers.data === undefined) {
    return (
      <p className={classes.note} role="status">
        <Loader size="xs" type="dots" /> {texts.reading}
      </p>
    )
  }
  const { total, hls_viewers, viewers: listed } = viewers.data
  return (
    <div className={classes.list}>
      {listed.length === 0 ? (
        hls_viewers === 0 && <p className={classes.note}>{texts.noneListed}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has to by the keyboard as well
        <section className={classes.scroll} aria-label={texts.list(node_name)} tabIndex={0}>
          <ul className={classes.viewers}>
            {listed.map((viewer) => (
              <li key={viewer.id} className={classes.viewer}>
                <span className={classes.who}>
                  <span>
                    <strong>{viewer.network}</strong> {texts.by} {viewer.protocol.toUpperCase()}
                  </span>
                  <small className={classes.facts}>
                    {texts.since} <Elapsed since={viewer.since} />, {texts.sent(formatBytes(viewer.bytes))}
                    <Pace viewer={viewer} />
                  </small>
                </span>
                {canSteer && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={texts.goWho(viewer.network, viewer.protocol.toUpperCase())}
                    onClick={() => open({ kind: 'disconnect-viewer', stream_path, node_id, viewer })}
                  >
                    {texts.go}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {total > listed.length && <p className={classes.note}>{texts.more(total - listed.length)}</p>}
      {hls_viewers > 0 && <p className={classes.note}>{texts.hls(hls_viewers)}</p>}
      <p className={classes.note}>{texts.privacy}</p>
    </div>
  )
}

/** How a viewer keeps up, where it does not. */
function Pace({ viewer: { state, behind_ms, skips } }: { readonly viewer: StreamViewer }) {
  const words = [
    state === 'waiting' ? texts.waiting : null,
    behind_ms >= NOTABLE_MS ? texts.behind(formatSeconds(behind_ms)) : null,
    skips > 0 ? texts.skipped(skips) : null,
  ].filter((word) => word !== null)
  return words.length === 0 ? null : <span className={classes.slow}>, {words.join(', ')}</span>
}
