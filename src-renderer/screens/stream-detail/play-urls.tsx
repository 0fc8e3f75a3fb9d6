import { Button } from '@mantine/core'
import type { Stream } from '#contract/stream.ts'
import { useCluster, useNodes } from '../../data/queries.ts'
import { CopyField, CopyIcon } from '../../parts/copy.tsx'
import { useOpenDialog } from '../../parts/dialogs/dialog-context.ts'
import table from '../../parts/fact-table.module.css'
import { formatCount } from '../../parts/format.ts'
import { playUrls } from '../../parts/node-url.ts'
import { Surface } from '../../parts/surface.tsx'
import classes from './play-urls.module.css'
import { texts } from './texts.ts'

/** Where the stream can be played: one address for everybody, and every node's own. */
export function PlayUrls({ stream }: { readonly stream: Stream }) {
  const { data: nodes = [] } = useNodes()
  const { data: cluster } = useCluster()
  const open = useOpenDialog()
  const base = cluster?.reachable_from_outside === true ? cluster.join_url : window.location.origin
  const everywhere = `${base.replace(/\/$/, '')}/play/${stream.stream_path}`
  const viewersAt = (node_id: string) => stream.participations.find((one) => one.node_id === node_id)?.subscribers ?? 0
  const rows = nodes
    .filter(
      ({ liveness, endpoints }) => endpoints !== null && liveness.state !== 'offline' && liveness.state !== 'left',
    )
    .toSorted((a, b) => viewersAt(b.id) - viewersAt(a.id))
  return (
    <Surface
      title={texts.urls}
      aside={texts.urlsAside}
      actions={
        <Button
          size="xs"
          variant="default"
          onClick={() => open({ kind: 'embed-stream', stream_path: stream.stream_path })}
        >
          {texts.embed}
        </Button>
      }
    >
      <CopyField label={texts.everywhere} value={`${everywhere}.flv`} />
      <CopyField label={texts.everywhereHls} value={`${everywhere}.m3u8`} />
      <section className={`${classes.scroll} ${table.frame}`} aria-label={texts.urls}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{texts.node}</th>
              <th scope="col" className={table.number}>
                {texts.viewers}
              </th>
              <th scope="col">{texts.addresses}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, name, endpoints }) => {
              if (endpoints === null) return null
              const { flv, hls, rtmp } = playUrls(endpoints, stream.stream_path)
              return (
                <tr key={id}>
                  <th scope="row">{name}</th>
                  <td data-label={texts.viewers} className={table.number}>
                    {formatCount(viewersAt(id))}
                  </td>
                  <td data-label={texts.addresses}>
                    <span className={classes.addresses}>
                      <Address protocol={texts.flv} url={flv} label={texts.copyFlv(name)} />
                      <Address protocol={texts.hls} url={hls} label={texts.copyHls(name)} />
                      <Address protocol={texts.rtmp} url={rtmp} label={texts.copyRtmp(name)} />
                    </span>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </section>
      <p className={classes.note}>{texts.urlsNote}</p>
    </Surface>
  )
}

function Address(props: { readonly protocol: string; readonly url: string; readonly label: string }) {
  return (
    <span className={classes.address}>
      <span className={classes.protocol}>{props.protocol}</span>
      <code className={classes.url} title={props.url}>
        {props.url}
      </code>
      <CopyIcon value={props.url} label={props.label} />
    </span>
  )
}
