import { Button, Group, Progress } from '@mantine/core'
import { useState } from 'react'
import type { AuthorityInfo, AuthorityState } from '#contract/authority.ts'
import { useRole } from '../../../data/queries.ts'
import { useAuthority } from '../../../data/trust.ts'
import { CopyField } from '../../../parts/copy.tsx'
import { Definition, Definitions } from '../../../parts/definition.tsx'
import { formatDateTime, formatDuration } from '../../../parts/format.ts'
import { StateBadge } from '../../../parts/state-mark.tsx'
import { Surface } from '../../../parts/surface.tsx'
import about from '../about.module.css'
import { DropAuthority, RotateAuthority } from './authority-dialogs.tsx'
import { texts } from './authority-texts.ts'
import classes from './section.module.css'

/** The installation's own authority, by which nodes know the origin and one another; nothing where the origin has none to tell of. */
export function AuthorityPart() {
  const { data: state } = useAuthority()
  const is_owner = useRole() === 'owner'
  const [asked, setAsked] = useState<AuthorityInfo | 'rotate' | null>(null)
  const close = () => setAsked(null)
  if (state === undefined) return null
  const rotate = is_owner && state.authorities.length === 1 && (
    <Button size="compact-sm" variant="default" onClick={() => setAsked('rotate')}>
      {texts.rotate}
    </Button>
  )
  return (
    <Surface title={texts.title} actions={rotate}>
      <div className={classes.parts}>
        <p className={about.about}>{texts.about(formatDuration(state.node_certificate_life_ms))}</p>
        <RotationProgress state={state} />
        {state.authorities.map((authority) => (
          <One key={authority.id} authority={authority} onDrop={is_owner ? () => setAsked(authority) : null} />
        ))}
      </div>
      {asked === 'rotate' && <RotateAuthority onClose={close} />}
      {asked !== null && asked !== 'rotate' && <DropAuthority authority={asked} onClose={close} />}
    </Surface>
  )
}

/** How many nodes have a certificate of the new one; nothing while there is one alone. */
function RotationProgress({ state: { authorities } }: { readonly state: AuthorityState }) {
  if (authorities.length < 2) return null
  const all = authorities.reduce((sum, { nodes }) => sum + nodes, 0)
  const renewed = authorities.find(({ state }) => state === 'signing')?.nodes ?? 0
  const percent = all === 0 ? 100 : (100 * renewed) / all
  return (
    <div role="status">
      <p className={classes.progress}>{texts.progress(renewed, all)}</p>
      <Progress value={percent} color="var(--hw-flow)" aria-label={texts.progressLabel} />
    </div>
  )
}

function One({ authority, onDrop }: { readonly authority: AuthorityInfo; readonly onDrop: (() => void) | null }) {
  const { state, key_fingerprint, created_at, not_after, nodes } = authority
  const signs = state === 'signing'
  return (
    <div className={classes.authority}>
      <Group gap="xs" justify="space-between">
        <StateBadge shape={signs ? 'dot' : 'ring'} tone={signs ? 'ok' : 'idle'}>
          {signs ? texts.signs : texts.trusted}
        </StateBadge>
        {!signs && onDrop !== null && (
          <Button size="compact-sm" variant="default" c="var(--hw-bad)" onClick={onDrop}>
            {texts.drop}
          </Button>
        )}
      </Group>
      <Definitions>
        <Definition name={texts.made}>{formatDateTime(created_at)}</Definition>
        <Definition name={texts.until}>{formatDateTime(not_after)}</Definition>
        <Definition name={texts.held}>{texts.nodes(nodes)}</Definition>
      </Definitions>
      <CopyField label={texts.fingerprint} value={key_fingerprint} />
    </div>
  )
}
