import { Skeleton } from '@mantine/core'
import type { About } from '#contract/about.ts'
import { useAbout } from '../../../data/about.ts'
import { Definition, Definitions } from '../../../parts/definition.tsx'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { formatBytes } from '../../../parts/format.ts'
import { Elapsed } from '../../../parts/since.tsx'
import { Surface } from '../../../parts/surface.tsx'
import { texts } from './origin-texts.ts'

/** What the origin runs on, and where it keeps everything. */
export function OriginPart() {
  const { data, error, refetch } = useAbout()
  if (data !== undefined) return <Facts about={data} />
  if (error === null) return <Skeleton h={220} radius="md" />
  return <FailureNotice title={texts.failed} error={error} onRetry={() => void refetch()} />
}

function Facts({ about }: { readonly about: About }) {
  const { node_version, sqlite_version, schema_version, os, arch, started_at, data_dir, used } = about
  const size = Object.values(used).reduce((sum, bytes) => sum + bytes, 0)
  return (
    <>
      <Surface title={texts.runsOn}>
        <Definitions>
          <Definition name={texts.node}>{node_version}</Definition>
          <Definition name={texts.sqlite}>{sqlite_version}</Definition>
          <Definition name={texts.schema}>{schema_version}</Definition>
          <Definition name={texts.system}>{`${os}, ${arch}`}</Definition>
          <Definition name={texts.running}>
            <Elapsed since={started_at} />
          </Definition>
        </Definitions>
      </Surface>
      <Surface title={texts.kept}>
        <Definitions>
          <Definition name={texts.dataDir}>{data_dir}</Definition>
          <Definition name={texts.size}>{formatBytes(size)}</Definition>
        </Definitions>
      </Surface>
    </>
  )
}
