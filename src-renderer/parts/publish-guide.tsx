import { Loader } from '@mantine/core'
import type { NodeEndpoints } from '#contract/node.ts'
import { CopyField } from './copy.tsx'
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
              <CopyField label={texts.key} value={name} />
            </div>
            <div className={classes.way}>
              <h3 className={classes.name}>{texts.ffmpeg}</h3>
              <p className={classes.how}>{texts.ffmpegHow}</p>
              <CopyField
                label={texts.command}
                value={`ffmpeg -re -stream_loop -1 -i video.mp4 -c copy -f flv ${rtmpBase(endpoints)}/${app}/${name}`}
                wrap
              />
            </div>
          </div>
          <p className={classes.waiting} role="status">
            <Loader size="xs" type="dots" />
            {texts.waiting}
          </p>
        </>
      )}
    </div>
  )
}
