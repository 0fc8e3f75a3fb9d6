import IconPhoto from '@tabler/icons-react/dist/esm/icons/IconPhoto.mjs'
import { useRef } from 'react'
import type { Stream } from '#contract/stream.ts'
import { useNodesById } from '../data/queries.ts'
import { keyframeUrl } from './node-url.ts'
import classes from './stream-picture.module.css'
import { canShowPicture } from './stream-picture-source.ts'
import { useStreamPicture } from './use-stream-picture.ts'

interface StreamPictureProps {
  readonly stream: Stream
  /** `small`: beside a line of text. `filling`: as large as what it stands in. */
  readonly size: 'small' | 'filling'
}

/** The newest keyframe of a stream as its publisher's node has it: a small still that is new every few seconds while it can be seen. */
export function StreamPicture({ stream, size }: StreamPictureProps) {
  const frame = useRef<HTMLSpanElement>(null)
  const node = useNodesById().get(stream.session.publish_node_id)
  const endpoints = canShowPicture(stream) ? (node?.endpoints ?? null) : null
  const url = endpoints === null ? null : keyframeUrl(endpoints, stream.stream_path)
  const { pictures, onLoaded, onFailed } = useStreamPicture(frame, url)
  const label =
    pictures.length === 0 ? `No picture of ${stream.stream_path}` : `Newest picture of ${stream.stream_path}`
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
