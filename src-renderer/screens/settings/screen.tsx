import { Button } from '@mantine/core'
import IconLock from '@tabler/icons-react/dist/esm/icons/IconLock.mjs'
import { Suspense } from 'react'
import { Link, NavLink, Outlet, useLocation } from 'react-router'
import { useRole } from '../../data/queries.ts'
import { BackLink } from '../../parts/back-link.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Page } from '../../parts/page.tsx'
import { isAtLeast } from '../../parts/roles.ts'
import classes from './screen.module.css'
import { type Section, sectionGroups, sections } from './sections.ts'
import { texts } from './texts.ts'

/** What stands around every section of the settings: the way to the others. */
export function Component() {
  const { pathname } = useLocation()
  const role = useRole()
  const section = sections.find(({ path }) => pathname.split('/')[2] === path)
  if (section === undefined) return <Outlet />
  return (
    <div className={classes.room}>
      <SectionLinks />
      <div className={classes.back}>
        <BackLink to="/settings">{texts.title}</BackLink>
      </div>
      <div className={classes.content}>
        {isAtLeast(role, section.least) ? (
          <Suspense>
            <Outlet />
          </Suspense>
        ) : (
          <Closed section={section} />
        )}
      </div>
    </div>
  )
}

function SectionLinks() {
  const role = useRole()
  return (
    <nav aria-label={texts.sections} className={classes.sections}>
      {sectionGroups.map((group) => (
        <div key={group.title}>
          <p className={classes.group}>{group.title}</p>
          <ul className={classes.links}>
            {group.sections
              .filter(({ least }) => isAtLeast(role, least))
              .map(({ path, label }) => (
                <li key={path}>
                  <NavLink to={`/settings/${path}`} className={classes.link ?? ''}>
                    {label}
                  </NavLink>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}

function Closed({ section: { label, least } }: { readonly section: Section }) {
  const role = useRole()
  return (
    <Page title={label}>
      <EmptyState icon={<IconLock size={22} />} title={texts.closedTitle(label)} text={texts.closed(least, role)}>
        <Button component={Link} to="/settings" variant="default">
          {texts.toSettings}
        </Button>
      </EmptyState>
    </Page>
  )
}
