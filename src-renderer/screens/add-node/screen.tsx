import { Anchor, SegmentedControl } from '@mantine/core'
import { Link, useSearchParams } from 'react-router'
import { useCanSteer, useCluster, useRole, useSession } from '../../data/queries.ts'
import { BackLink } from '../../parts/back-link.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Page } from '../../parts/page.tsx'
import { InstallerWay } from './installer-way.tsx'
import { ManyWay } from './many-way.tsx'
import classes from './screen.module.css'
import { SshWay } from './ssh-way.tsx'
import { texts } from './texts.ts'

type Way = (typeof texts.ways)[number]['value']
const wayOf = (text: string | null): Way => texts.ways.find(({ value }) => value === text)?.value ?? 'ssh'

/** Makes a box a node: over SSH, many at once, or by a line that somebody pastes there. */
export function Component() {
  const [params, setParams] = useSearchParams()
  const { data: cluster } = useCluster()
  const { data: session } = useSession()
  const canSteer = useCanSteer()
  const role = useRole()
  const way = wayOf(params.get('way'))
  const name = params.get('name') ?? ''
  const away = cluster?.reachable_from_outside === false ? cluster.join_url : null
  const choose = (value: string) => {
    const next = new URLSearchParams(params)
    next.set('way', value)
    setParams(next, { replace: true, preventScrollReset: true })
  }
  return (
    <Page title={texts.title} above={<BackLink to="/nodes">{texts.back}</BackLink>}>
      {session !== undefined && !canSteer ? (
        <Notice tone="warn" title={texts.viewerTitle}>
          <p>{texts.viewerText}</p>
        </Notice>
      ) : (
        <>
          <SegmentedControl
            className={classes.ways ?? ''}
            aria-label={texts.waysLabel}
            value={way}
            onChange={choose}
            data={[...texts.ways]}
          />
          {away !== null && (
            <Notice tone="warn" title={texts.loopbackTitle}>
              <p>{texts.loopback(away)}</p>
              {role === 'owner' && (
                <Anchor component={Link} to="/welcome?step=reach">
                  {texts.loopbackSteps}
                </Anchor>
              )}
            </Notice>
          )}
          {way === 'ssh' && <SshWay name={name} needs_url={away !== null} />}
          {way === 'many' && <ManyWay needs_url={away !== null} />}
          {way === 'installer' && <InstallerWay name={name} />}
        </>
      )}
    </Page>
  )
}
