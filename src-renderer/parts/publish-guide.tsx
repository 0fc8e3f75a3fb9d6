import { Button, Loader } from '@mantine/core'
import type { StreamPath } from '#contract/ids.ts'
import type { NodeEndpoints } from '#contract/node.ts'
import { useActivity, useCanSteer } from '../data/queries.ts'
import { useAccessPolicies, useEffectiveAccess } from '../data/stream-access.ts'
import { CopyField } from './copy.tsx'
import { useOpenDialog } from './dialogs/dialog-context.ts'
import { rtmpBase } from './node-url.ts'
import { Notice } from './notice.tsx'
import classes from './publish-guide.module.css'
import { texts } from './publish-guide-texts.ts'
import { Age } from './since.tsx'
import { useNow } from './use-now.ts'

interface PublishGuideProps {
  readonly endpoints: NodeEndpoints | null
  /** The path that the fields are filled in for. */
  readonly stream_path?: string
  readonly title?: string
}

/** What stands where no stream is: how to send the first one, ready to copy. */
export function PublishGuide({ endpoints, stream_path: given, title = texts.title }: PublishGuideProps) {
  const stream_path = given ?? 'live/test'
  const [app = 'live', name = 'test'] = stream_path.split('/')
  const needs_key = useNeedsKey(stream_path)
  return (
    <div className={classes.guide}>
      <p className={classes.title}>{title}</p>
      <p className={classes.intro}>{endpoints === null ? texts.noNode : texts.intro}</p>
      {endpoints !== null && (
        <>
          <div className={classes.ways}>
            <div className={classes.way}>
              <h3 className={classes.name}>{texts.obs}</h3>
              <p className={classes.how}>{texts.obsHow}</p>
              <CopyField label={texts.server} value={`${rtmpBase(endpoints)}/${app}`} />
              {needs_key ? <KeyFirst pattern={stream_path} /> : <CopyField label={texts.key} value={name} />}
            </div>
            <div className={classes.way}>
              <h3 className={classes.name}>{texts.ffmpeg}</h3>
              <p className={classes.how}>{texts.ffmpegHow}</p>
              <CopyField
                label={texts.command}
                value={`ffmpeg -re -stream_loop -1 -i video.mp4 -c copy -f flv '${rtmpBase(endpoints)}/${app}/${name}${needs_key ? '?key=KEY' : ''}'`}
                wrap
              />
            </div>
          </div>
          {!needs_key && (
            <div className={classes.outside}>
              {texts.outside} <MakeKey pattern={stream_path} />
            </div>
          )}
          <RefusedNote stream_path={given} />
          <p className={classes.waiting} role="status">
            <Loader size="xs" type="dots" />
            {texts.waiting}
          </p>
        </>
      )}
    </div>
  )
}

/** Whether the access policy that holds for a stream lets publishers in by keys alone; false until it is known. */
function useNeedsKey(stream_path: string): boolean {
  const { data: holding } = useEffectiveAccess(stream_path)
  const { data: policies } = useAccessPolicies()
  return policies?.find(({ id }) => id === holding?.id)?.rules.publish_with === 'key'
}

/** Where a policy asks every publisher for a key, the name alone would be refused. */
function KeyFirst({ pattern }: { readonly pattern: string }) {
  return (
    <div className={classes.outside}>
      {texts.needsKey} <MakeKey pattern={pattern} />
    </div>
  )
}

/** A refusal is told for so long, in ms: then it is of another try. */
const REFUSED_WITHIN_MS = 10 * 60_000

/** Who waits here may have been refused: the encoder says little of why. */
function RefusedNote({ stream_path }: { readonly stream_path: string | undefined }) {
  const of_stream = stream_path === undefined ? {} : { stream_path: stream_path as StreamPath }
  const { list } = useActivity({ limit: 1, type: 'access.publisher_refused', ...of_stream })
  const now = useNow()
  const [refused] = list.data ?? []
  if (refused === undefined || now - Date.parse(refused.at) > REFUSED_WITHIN_MS) return null
  return (
    <Notice tone="warn" title={texts.refused}>
      <p>
        <span lang="en">{refused.message}</span> <Age at={refused.at} />
      </p>
    </Notice>
  )
}

function MakeKey({ pattern }: { readonly pattern: string }) {
  const open = useOpenDialog()
  if (!useCanSteer()) return null
  return (
    <Button size="compact-sm" variant="default" onClick={() => open({ kind: 'stream-key', pattern })}>
      {texts.makeKey}
    </Button>
  )
}
