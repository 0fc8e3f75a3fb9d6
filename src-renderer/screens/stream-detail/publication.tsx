import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import type { Stream, Track } from '#contract/stream.ts'
import { useNodesById } from '../../data/queries.ts'
import { Definition, Definitions } from '../../parts/definition.tsx'
import { formatBitrate, formatCount } from '../../parts/format.ts'
import { Elapsed } from '../../parts/since.tsx'
import { Surface } from '../../parts/surface.tsx'
import { describeTracks } from '../../parts/tracks.ts'
import classes from './publication.module.css'
import { texts } from './texts.ts'

/** Who publishes, from where, what it is made of. */
export function Publication({ stream: { session, subscribers, policy } }: { readonly stream: Stream }) {
  const node = useNodesById().get(session.publish_node_id)
  const { video, audio } = describeTracks(session.tracks)
  return (
    <Surface title={texts.publication}>
      <Definitions>
        <Definition name={texts.viewers}>{formatCount(subscribers)}</Definition>
        <Definition name={texts.video}>
          {video} <Profile track={session.tracks.find(({ kind }) => kind === 'video')} />
        </Definition>
        <Definition name={texts.audio}>
          {audio} <Profile track={session.tracks.find(({ kind }) => kind === 'audio')} />
        </Definition>
        <Definition name={texts.liveFor}>
          <Elapsed since={session.started_at} />
        </Definition>
        <Definition name={texts.publishedAt}>
          <Anchor component={Link} to={`/nodes/${session.publish_node_id}`}>
            {node?.name ?? texts.unknown}
          </Anchor>
        </Definition>
        <Definition name={texts.from}>{session.publisher_address}</Definition>
        <Definition name={texts.encoder}>{session.encoder ?? texts.unknown}</Definition>
        <Definition name={texts.protocol}>{session.protocol.toUpperCase()}</Definition>
        <Definition name={texts.policy}>
          <Anchor component={Link} to="/streams/policies">
            {policy == null ? texts.noPolicy : <span lang="en">{`${policy.pattern}: ${policy.summary}`}</span>}
          </Anchor>
        </Definition>
        {session.generation > 1 && <Definition name={texts.taken}>{formatCount(session.generation - 1)}</Definition>}
      </Definitions>
    </Surface>
  )
}

/** Profile, level and bit rate of one track, below its name. */
function Profile({ track }: { readonly track: Track | undefined }) {
  if (track === undefined) return null
  const { profile, level, bitrate_kbps } = track
  const words = [
    profile && [profile, level].filter(Boolean).join(' '),
    bitrate_kbps ? formatBitrate(bitrate_kbps) : null,
  ].filter(Boolean)
  return words.length === 0 ? null : <span className={classes.profile}>{words.join(', ')}</span>
}
