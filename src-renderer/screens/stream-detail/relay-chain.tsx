import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import type { RelayState, Stream } from '#contract/stream.ts'
import { useStale } from '../../data/live-context.tsx'
import { useNodesById } from '../../data/queries.ts'
import { type MarkShape, StateMark, type Tone } from '../../parts/state-mark.tsx'
import { Surface } from '../../parts/surface.tsx'
import classes from './relay-chain.module.css'
import { longestWay, type RelayBranch, relayTree } from './relay-tree.ts'
import { texts } from './texts.ts'

const looks: Readonly<Record<RelayState, { readonly shape: MarkShape; readonly tone: Tone }>> = {
  requested: { shape: 'ring', tone: 'idle' },
  establishing: { shape: 'ring', tone: 'idle' },
  active: { shape: 'dot', tone: 'ok' },
  idle: { shape: 'ring', tone: 'ok' },
  releasing: { shape: 'chevron', tone: 'idle' },
  retrying: { shape: 'triangle', tone: 'warn' },
  failed: { shape: 'cross', tone: 'bad' },
  closed: { shape: 'dash', tone: 'idle' },
}

/** The way of a stream from its publisher to the nodes that serve it. */
export function RelayChain({ stream }: { readonly stream: Stream }) {
  const { root, detached } = relayTree(stream)
  return (
    <Surface title={texts.chain} aside={texts.chainAside(stream.relays.length, longestWay(root))}>
      <p className={classes.source}>
        {stream.session.encoder ?? texts.publisher}{' '}
        <span className={classes.dim}>{stream.session.publisher_address}</span>
      </p>
      <ul className={classes.tree}>
        <Branch branch={root} />
        {detached.map((branch) => (
          <Branch key={branch.node_id} branch={branch} detached />
        ))}
      </ul>
    </Surface>
  )
}

function Branch({ branch, detached = false }: { readonly branch: RelayBranch; readonly detached?: boolean }) {
  const node = useNodesById().get(branch.node_id)
  const stale = useStale()
  const { relay } = branch
  const look = stale ? ({ shape: 'ring', tone: 'idle' } as const) : looks[relay?.state ?? 'active']
  return (
    <li className={classes.branch}>
      <div className={classes.hop}>
        <StateMark shape={look.shape} tone={look.tone} />
        <Anchor component={Link} to={`/nodes/${branch.node_id}`} fw={600}>
          {node?.name ?? branch.node_id}
        </Anchor>
        <span>{texts.viewersHere(branch.viewers)}</span>
        {relay !== null && (
          <span className={classes.dim}>
            {texts.hop(relay.transport, relay.state)}
            {branch.hops !== null && branch.hops > 1 && `, ${texts.hops(branch.hops)}`}
            {relay.pinned_until !== undefined && `, ${texts.pinned}`}
            {detached && `, ${texts.detached}`}
          </span>
        )}
      </div>
      {relay?.error != null && (
        <p className={classes.error} lang="en">
          {relay.error}
        </p>
      )}
      {branch.branches.length > 0 && (
        <ul className={classes.tree}>
          {branch.branches.map((next) => (
            <Branch key={next.node_id} branch={next} />
          ))}
        </ul>
      )}
    </li>
  )
}
