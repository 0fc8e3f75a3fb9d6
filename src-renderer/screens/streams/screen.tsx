import { Button, Skeleton } from '@mantine/core'
import { Link } from 'react-router'
import { useNodes, useStreams } from '../../data/queries.ts'
import table from '../../parts/fact-table.module.css'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { Page } from '../../parts/page.tsx'
import { publishEndpoints } from '../../parts/publish-endpoints.ts'
import { PublishGuide } from '../../parts/publish-guide.tsx'
import { Surface } from '../../parts/surface.tsx'
import classes from './screen.module.css'
import { StreamRow } from './stream-row.tsx'
import { texts } from './texts.ts'

/** Every live stream: who publishes it, what it is made of, who watches it where. */
export function Component() {
  const streams = useStreams()
  const { data: nodes = [] } = useNodes()
  if (streams.data === undefined) {
    return (
      <Page title={texts.title}>
        {streams.error === null ? (
          <Skeleton h={320} radius="md" />
        ) : (
          <FailureNotice title={texts.failed} error={streams.error} onRetry={() => void streams.refetch()} />
        )}
      </Page>
    )
  }
  const policies = (
    <Button component={Link} to="/streams/policies" variant="default">
      {texts.policies}
    </Button>
  )
  if (streams.data.length === 0) {
    return (
      <Page title={texts.title} actions={policies}>
        <Surface title={texts.noneTitle} flush>
          <PublishGuide endpoints={publishEndpoints(nodes)} />
        </Surface>
      </Page>
    )
  }
  const sorted = streams.data.toSorted(
    (a, b) => b.subscribers - a.subscribers || a.stream_path.localeCompare(b.stream_path),
  )
  const { columns } = texts
  return (
    <Page
      title={texts.title}
      actions={policies}
      aside={
        <span className={classes.count} role="status">
          {texts.count(sorted.length)}
        </span>
      }
    >
      <div className={`${classes.surface} ${table.frame}`}>
        <table className={table.table}>
          <caption className="hw-hidden">{texts.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{columns.stream}</th>
              <th scope="col">{columns.publisher}</th>
              <th scope="col">{columns.media}</th>
              <th scope="col" className={table.number}>
                {columns.bitrate}
              </th>
              <th scope="col" className={`${table.number} ${table.wide}`}>
                {columns.keyframes}
              </th>
              <th scope="col" className={table.number}>
                {columns.viewers}
              </th>
              <th scope="col" className={table.wide}>
                {columns.nodes}
              </th>
              <th scope="col" className={table.number}>
                {columns.live}
              </th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((stream) => (
              <StreamRow key={stream.stream_path} stream={stream} />
            ))}
          </tbody>
        </table>
      </div>
    </Page>
  )
}
