import IconPhoto from '@tabler/icons-react/dist/esm/icons/IconPhoto.mjs'
import { useRef } from 'react'
import type { NodeEndpoints } from '#contract/node.ts'
import type { Stream } from '#contract/stream.ts'
import { keyframeUrl } from './node-url.ts'
import classes from './stream-picture.module.css'
import { canShowPicture } from './stream-picture-source.ts'
import { texts } from './texts.ts'
import { useStreamPicture } from './use-stream-picture.ts'

/** What a picture is of, and how large. */
export interface StreamPictureProps {
  readonly stream: Stream
  /** Of its publisher's node; null or absent: it is not known where that is. */
  readonly endpoints: NodeEndpoints | null | undefined
  /** `small`: beside a line of text. `filling`: as large as what it stands in. */
  readonly size: 'small' | 'filling'
}

/** The newest keyframe of a stream as its publisher's node has it: a small still that is new every few seconds while it can be seen. */
export function StreamPicture({ stream, endpoints, size }: StreamPictureProps) {
  const frame = useRef<HTMLSpanElement>(null)
  const url = endpoints && canShowPicture(stream) ? keyframeUrl(endpoints, stream.stream_path) : null
  const { pictures, onLoaded, onFailed } = useStreamPicture(frame, stream.stream_path, url)
  const label = pictures.length === 0 ? texts.noPicture(stream.stream_path) : texts.newestPicture(stream.stream_path)
  return (
    <span ref={frame} className={classes.frame} data-size={size} role="img" aria-label={label}>
      {pictures.length === 0 && <IconPhoto className={classes.none} size={18} stroke={1.4} aria-hidden="true" />}
      {pictures.map((src) => (
        <video
          key={src}
          className={classes.picture}
          src={src}
          muted
          autoPlay
          playsInline
          preload="auto"
          aria-hidden="true"
          tabIndex={-1}
          onLoadedData={() => onLoaded(src)}
          onError={() => onFailed(src)}
        />
      ))}
    </span>
  )
}
