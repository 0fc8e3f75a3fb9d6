import { Anchor, Button, Group } from '@mantine/core'
import IconCircleCheck from '@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs'
import IconDownload from '@tabler/icons-react/dist/esm/icons/IconDownload.mjs'
import { Link } from 'react-router'
import type { Node } from '#contract/node.ts'
import type { ProvisioningRun } from '#contract/provisioning-run.ts'
import { useCanSteer, useNodesById, useStreams } from '../../data/queries.ts'
import { runFileUrl } from '../../data/runs-api.ts'
import { CopyField } from '../../parts/copy.tsx'
import { mediaBase, playUrls, rtmpBase } from '../../parts/node-url.ts'
import classes from './done-part.module.css'
import { texts } from './texts.ts'

/** What a run that succeeded left: the node and what it serves now, or the file that was asked for; and what comes next. */
export function DonePart({ run }: { readonly run: ProvisioningRun }) {
  const nodes = useNodesById()
  const canSteer = useCanSteer()
  const node = run.node_id === null ? undefined : nodes.get(run.node_id)
  const brings = run.kind === 'provision' || run.kind === 'adopt'
  return (
    <section className={classes.done} aria-labelledby="run-done">
      <h2 id="run-done" className={classes.title}>
        <IconCircleCheck size={20} aria-hidden="true" className={classes.icon} />
        {texts.doneTitle[run.kind](run.node_name ?? run.host)}
      </h2>
      {brings && node !== undefined && <Serves node={node} />}
      {run.kind === 'diagnostics' && run.files.length > 0 && <p className={classes.text}>{texts.filesHint}</p>}
      {canSteer &&
        run.files.map((name) => (
          <Button
            key={name}
            component="a"
            href={runFileUrl(run.id, name)}
            download={name}
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden="true" />}
            className={classes.file ?? ''}
          >
            {texts.download(name)}
          </Button>
        ))}
      <Group gap="xs">
        {node !== undefined && (
          <Button component={Link} to={`/nodes/${node.id}`} variant={brings ? 'filled' : 'default'}>
            {texts.openNode(node.name)}
          </Button>
        )}
        {brings && canSteer && (
          <Button component={Link} to="/nodes/add" variant="default">
            {texts.addAnother}
          </Button>
        )}
        {run.kind === 'decommission' && (
          <Button component={Link} to="/nodes" variant="default">
            {texts.toNodes}
          </Button>
        )}
      </Group>
    </section>
  )
}

/** Where the node takes and gives media; with a stream on the air, its own address there and the way to watch it. */
function Serves({ node }: { readonly node: Node }) {
  const { data: streams = [] } = useStreams()
  const { endpoints } = node
  const [stream] = streams
  if (endpoints === null) return <p className={classes.text}>{texts.noEndpointsYet}</p>
  return (
    <>
      <p className={classes.text}>{texts.servesNow}</p>
      <div className={classes.addresses}>
        <CopyField label={texts.publishTo} value={`${rtmpBase(endpoints)}/live`} />
        <CopyField
          label={stream === undefined ? texts.playBase : texts.playStream(stream.stream_path)}
          value={stream === undefined ? mediaBase(endpoints) : playUrls(endpoints, stream.stream_path).hls}
        />
      </div>
      {stream !== undefined && (
        <Anchor component={Link} to={`/streams/${stream.stream_path}`} size="sm">
          {texts.watch(stream.stream_path)}
        </Anchor>
      )}
    </>
  )
}
