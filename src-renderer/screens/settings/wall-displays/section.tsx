import { Button, Group, Skeleton } from '@mantine/core'
import IconDeviceTv from '@tabler/icons-react/dist/esm/icons/IconDeviceTv.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import { useState } from 'react'
import type { WallLinkInfo } from '#contract/operators.ts'
import { useRole } from '../../../data/queries.ts'
import { useWallLinks } from '../../../data/wall-links.ts'
import { EmptyState } from '../../../parts/empty-state.tsx'
import table from '../../../parts/fact-table.module.css'
import { FailureNotice } from '../../../parts/failure-notice.tsx'
import { formatDateTime } from '../../../parts/format.ts'
import { Page } from '../../../parts/page.tsx'
import { Age } from '../../../parts/since.tsx'
import { Surface } from '../../../parts/surface.tsx'
import about from '../about.module.css'
import { CreateWallLink } from './create-wall-link.tsx'
import { RevokeWallLink } from './revoke-wall-link.tsx'
import classes from './section.module.css'
import { texts } from './texts.ts'

/** Links by which screens on walls look. */
export function Component() {
  const links = useWallLinks(useRole() === 'owner' ? 'all' : 'me')
  const [creating, setCreating] = useState(false)
  const [revoking, setRevoking] = useState<WallLinkInfo | null>(null)
  const create = (
    <Button leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={() => setCreating(true)}>
      {texts.create}
    </Button>
  )
  return (
    <Page title={texts.title} actions={create}>
      <p className={about.about}>{texts.about}</p>
      {links.data === undefined &&
        (links.error === null ? (
          <Skeleton h={220} radius="md" />
        ) : (
          <FailureNotice title={texts.failed} error={links.error} onRetry={() => void links.refetch()} />
        ))}
      {links.data?.length === 0 && (
        <EmptyState icon={<IconDeviceTv size={22} />} title={texts.none} text={texts.noneText} />
      )}
      {links.data !== undefined && links.data.length > 0 && <Links links={links.data} onRevoke={setRevoking} />}
      {creating && <CreateWallLink onClose={() => setCreating(false)} />}
      {revoking !== null && <RevokeWallLink link={revoking} onClose={() => setRevoking(null)} />}
    </Page>
  )
}

interface LinksProps {
  readonly links: readonly WallLinkInfo[]
  readonly onRevoke: (link: WallLinkInfo) => void
}

function Links({ links, onRevoke }: LinksProps) {
  const { columns } = texts
  return (
    <Surface title={texts.list} aside={links.length} flush>
      <div className={table.frame}>
        <table className={table.table}>
          <caption className="hw-hidden">{texts.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{columns.name}</th>
              <th scope="col">{columns.whose}</th>
              <th scope="col">{columns.screens}</th>
              <th scope="col" className={table.wide}>
                {columns.used}
              </th>
              <th scope="col">{columns.until}</th>
              <th scope="col">{columns.actions}</th>
            </tr>
          </thead>
          <tbody>
            {links.map((link) => (
              <tr key={link.id}>
                <th scope="row">
                  <span className={classes.name}>{link.name}</span>
                </th>
                <td data-label={columns.whose}>{link.operator_name}</td>
                <td data-label={columns.screens}>{texts.screens(link.screens)}</td>
                <td data-label={columns.used} className={table.wide}>
                  {link.last_used_at === null ? texts.never : <Age at={link.last_used_at} />}
                </td>
                <td data-label={columns.until}>{formatDateTime(link.expires_at)}</td>
                <td data-label={columns.actions}>
                  <Group gap={6}>
                    <Button
                      size="compact-sm"
                      variant="default"
                      c="var(--hw-bad)"
                      aria-label={texts.revokeOf(link.name)}
                      onClick={() => onRevoke(link)}
                    >
                      {texts.revoke}
                    </Button>
                  </Group>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Surface>
  )
}
