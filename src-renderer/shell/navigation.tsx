import IconActivity from '@tabler/icons-react/dist/esm/icons/IconActivity.mjs'
import IconBroadcast from '@tabler/icons-react/dist/esm/icons/IconBroadcast.mjs'
import IconLayoutDashboard from '@tabler/icons-react/dist/esm/icons/IconLayoutDashboard.mjs'
import IconServer2 from '@tabler/icons-react/dist/esm/icons/IconServer2.mjs'
import IconSettings from '@tabler/icons-react/dist/esm/icons/IconSettings.mjs'
import type { ReactNode } from 'react'
import { NavLink, useLocation } from 'react-router'
import { useNodes, useStreams } from '../data/queries.ts'
import { formatCount } from '../parts/format.ts'
import classes from './navigation.module.css'
import { texts } from './texts.ts'

interface Entry {
  readonly to: string
  readonly label: string
  readonly icon: ReactNode
  readonly count?: number | undefined
  /** Beginning of addresses beside its own that belong to it. */
  readonly also?: string
}

/** The screens, as a column beside the content or, on a phone, as a bar below it. */
export function Navigation({ as }: { readonly as: 'column' | 'bar' }) {
  const { data: nodes } = useNodes()
  const { data: streams } = useStreams()
  const { pathname } = useLocation()
  const entries: readonly Entry[] = [
    { to: '/', label: texts.screens.overview, icon: <IconLayoutDashboard size={18} aria-hidden="true" /> },
    {
      to: '/nodes',
      label: texts.screens.nodes,
      icon: <IconServer2 size={18} aria-hidden="true" />,
      count: nodes?.length,
      // What is done on their boxes.
      also: '/runs',
    },
    {
      to: '/streams',
      label: texts.screens.streams,
      icon: <IconBroadcast size={18} aria-hidden="true" />,
      count: streams?.length,
    },
    { to: '/activity', label: texts.screens.activity, icon: <IconActivity size={18} aria-hidden="true" /> },
    { to: '/settings', label: texts.screens.settings, icon: <IconSettings size={18} aria-hidden="true" /> },
  ]
  return (
    <nav aria-label={texts.navigation}>
      <ul className={as === 'column' ? classes.column : classes.bar}>
        {entries.map(({ to, label, icon, count, also }) => (
          <li key={to}>
            <NavLink
              to={to}
              end={to === '/'}
              className={({ isActive }) =>
                [classes.link, isActive || isWithin(pathname, also) ? 'active' : ''].join(' ')
              }
            >
              {icon}
              <span>{label}</span>
              {as === 'column' && count !== undefined && <span className={classes.count}>{formatCount(count)}</span>}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}

const isWithin = (pathname: string, beginning: string | undefined) =>
  beginning !== undefined && (pathname === beginning || pathname.startsWith(`${beginning}/`))
