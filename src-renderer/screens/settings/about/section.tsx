import { Button, Skeleton } from '@mantine/core'
import { type DesktopAround, useDesktop, useDesktopCommand } from '../../../data/desktop.ts'
import { useCluster } from '../../../data/queries.ts'
import { Definition, Definitions } from '../../../parts/definition.tsx'
import { Notice } from '../../../parts/notice.tsx'
import { Page } from '../../../parts/page.tsx'
import { Surface } from '../../../parts/surface.tsx'
import about from '../about.module.css'
import { ComputerPart } from './computer-part.tsx'
import { DiagnosticsPart } from './diagnostics-part.tsx'
import { OriginPart } from './origin-part.tsx'
import classes from './section.module.css'
import { texts } from './texts.ts'
import { UpdatesPart } from './updates-part.tsx'

/** Versions, where everything is kept, diagnostics, and what the desktop app does on this computer. */
export function Component() {
  const around = useDesktop()
  return (
    <Page title={texts.title}>
      <Versions around={around} />
      <OriginPart />
      {around.kind === 'reading' && <Skeleton h={220} radius="md" />}
      {around.kind === 'there' && (
        <>
          <UpdatesPart state={around.state} />
          <ComputerPart state={around.state} />
        </>
      )}
      <DiagnosticsPart />
    </Page>
  )
}

function Versions({ around }: { readonly around: DesktopAround }) {
  const { data: cluster } = useCluster()
  const origin = cluster?.origin_version
  const app = around.kind === 'there' ? around.state.version : around.kind === 'other_version' ? around.version : null
  return (
    <Surface title={texts.versions}>
      <div className={classes.parts}>
        {around.kind === 'other_version' && <Notice tone="warn" title={texts.otherVersion(around.version)} />}
        {around.kind === 'there' && origin !== undefined && app !== origin && (
          <Notice tone="warn" title={texts.apart} />
        )}
        <Definitions>
          <Definition name={texts.origin}>{origin ?? texts.unknown}</Definition>
          {app !== null && <Definition name={texts.app}>{app}</Definition>}
          {around.kind === 'there' && (
            <Definition name={texts.where}>{around.state.remote_host ?? texts.here}</Definition>
          )}
        </Definitions>
        {around.kind === 'none' && <p className={about.about}>{texts.inBrowser}</p>}
        {around.kind === 'there' && <ChooseOrigin />}
      </div>
    </Surface>
  )
}

function ChooseOrigin() {
  const { ask, is_asking } = useDesktopCommand()
  return (
    <div>
      <Button variant="default" loading={is_asking} onClick={() => ask({ type: 'choose_origin' })}>
        {texts.chooseOrigin}
      </Button>
    </div>
  )
}
