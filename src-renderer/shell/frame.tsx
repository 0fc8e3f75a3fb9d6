import { AppShell, Button, Group, Kbd, UnstyledButton } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { Suspense, useEffect, useRef, useState } from 'react'
import { Link, Outlet, ScrollRestoration, useLocation } from 'react-router'
import { useStale } from '../data/live-context.tsx'
import { useCanSteer, useCluster } from '../data/queries.ts'
import { AccountMenu } from './account-menu.tsx'
import { ConnectionStatus } from './connection-status.tsx'
import { FirstRunOffer } from './first-run-offer.tsx'
import { focusScreen, useFocusKeeper } from './focus-keeper.ts'
import classes from './frame.module.css'
import { CertificateBanner, StorageBanner } from './installation-banners.tsx'
import { LazyPalette, openPalette } from './lazy-palette.tsx'
import { LiveStateNote } from './live-state-note.tsx'
import { Logo } from './logo.tsx'
import { Navigation } from './navigation.tsx'
import { PasswordPrompt } from './password-prompt.tsx'
import { ProofHost } from './prove.tsx'
import { RunCounter } from './run-counter.tsx'
import { OutdatedBanner, StaleBanner } from './stale-banner.tsx'
import { texts } from './texts.ts'

/** What stands around every screen. */
export function Frame() {
  const stale = useStale()
  useFocusKeeper()
  return (
    <>
      <a href="#content" className={classes.skip}>
        {texts.skip}
      </a>
      <AppShell
        layout="alt"
        header={{ height: 56 }}
        navbar={{ width: 208, breakpoint: 'sm', collapsed: { mobile: true } }}
        footer={{ height: { base: 56, sm: 0 } }}
        padding={{ base: 'sm', sm: 'lg' }}
      >
        <AppShell.Header className={classes.header}>
          <Header />
        </AppShell.Header>
        <AppShell.Navbar className={classes.navbar}>
          <div className={classes.brand}>
            <Logo />
            {texts.product}
          </div>
          <Navigation as="column" />
          <LiveStateNote />
        </AppShell.Navbar>
        <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
          <StaleBanner />
          <OutdatedBanner />
          <StorageBanner />
          <CertificateBanner />
          <PasswordPrompt />
          <div data-stale={stale}>
            <Suspense>
              <Outlet />
            </Suspense>
          </div>
        </AppShell.Main>
        <AppShell.Footer className={classes.footer} hiddenFrom="sm">
          <Navigation as="bar" />
        </AppShell.Footer>
      </AppShell>
      <LazyPalette />
      <ProofHost />
      <ScrollRestoration />
      <ScreenAnnouncer />
      <FirstRunOffer />
    </>
  )
}

function Header() {
  const { data: cluster } = useCluster()
  const canSteer = useCanSteer()
  return (
    <Group h="100%" px={{ base: 'sm', sm: 'lg' }} gap="sm" wrap="nowrap">
      <Group gap="sm" wrap="nowrap" className={classes.where}>
        <span className={classes.smallLogo}>
          <Logo size={20} />
        </span>
        <span className={classes.cluster}>{cluster?.name ?? ''}</span>
        <ConnectionStatus />
      </Group>
      <Group gap="xs" wrap="nowrap" ml="auto">
        <RunCounter />
        <UnstyledButton className={classes.search} onClick={openPalette} aria-keyshortcuts="Control+K Meta+K">
          <IconSearch size={16} aria-hidden="true" />
          <span className={classes.searchText}>{texts.search}</span>
          <Kbd size="xs" className={classes.searchKeys} aria-hidden="true">
            {texts.searchKeys}
          </Kbd>
        </UnstyledButton>
        {canSteer && (
          <Button
            className={classes.add ?? ''}
            leftSection={<IconPlus size={16} aria-hidden="true" />}
            component={Link}
            to="/nodes/add"
          >
            {texts.addNode}
          </Button>
        )}
        <AccountMenu />
      </Group>
    </Group>
  )
}

/** Says the name of a screen when it was changed, and puts the focus on its heading: a new page that did not load as one is silent otherwise. */
function ScreenAnnouncer() {
  const { pathname } = useLocation()
  const announced = useRef(pathname)
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (announced.current === pathname) return
    announced.current = pathname
    // The screen sets the title after it was drawn; a lazily loaded one a little later.
    const later = window.setTimeout(() => {
      setSaid(document.title)
      // Not away from a field that the screen itself has put it in, nor from a dialog.
      if (document.activeElement?.closest('#content input, #content textarea, [role="dialog"]') == null) focusScreen()
    }, 300)
    return () => window.clearTimeout(later)
  }, [pathname])
  return (
    <div role="status" className="hw-hidden">
      {said}
    </div>
  )
}
