import { Button, Loader } from '@mantine/core'
import type { NodeEndpoints } from '#contract/node.ts'
import { useCanSteer } from '../data/queries.ts'
import { useAccessPolicies, useEffectiveAccess } from '../data/stream-access.ts'
import { CopyField } from './copy.tsx'
import { useOpenDialog } from './dialogs/dialog-context.ts'
import { rtmpBase } from './node-url.ts'
import classes from './publish-guide.module.css'
import { texts } from './publish-guide-texts.ts'

interface PublishGuideProps {
  readonly endpoints: NodeEndpoints | null
  /** The path that the fields are filled in for. */
  readonly stream_path?: string
  readonly title?: string
}

/** What stands where no stream is: how to send the first one, ready to copy. */
export function PublishGuide({ endpoints, stream_path = 'live/test', title = texts.title }: PublishGuideProps) {
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

function MakeKey({ pattern }: { readonly pattern: string }) {
  const open = useOpenDialog()
  if (!useCanSteer()) return null
  return (
    <Button size="compact-sm" variant="default" onClick={() => open({ kind: 'stream-key', pattern })}>
      {texts.makeKey}
    </Button>
  )
}
