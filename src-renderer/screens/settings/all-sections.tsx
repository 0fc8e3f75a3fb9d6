import { Button } from '@mantine/core'
import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs'
import IconLock from '@tabler/icons-react/dist/esm/icons/IconLock.mjs'
import { Link } from 'react-router'
import { useRole } from '../../data/queries.ts'
import { Page } from '../../parts/page.tsx'
import { isAtLeast } from '../../parts/roles.ts'
import { Surface } from '../../parts/surface.tsx'
import classes from './all-sections.module.css'
import { type Section, sectionGroups } from './sections.ts'
import { texts } from './texts.ts'

/** Every section with what is found there. */
export function Component() {
  const role = useRole()
  return (
    <Page
      title={texts.title}
      actions={
        role === 'owner' && (
          <Button component={Link} to="/welcome" variant="default">
            {texts.firstRun}
          </Button>
        )
      }
    >
      <div className={classes.groups}>
        {sectionGroups.map(({ title, sections }) => (
          <Surface key={title} title={title} flush>
            <ul className={classes.list}>
              {sections.map((section) => (
                <li key={section.path}>
                  <Entry section={section} />
                </li>
              ))}
            </ul>
          </Surface>
        ))}
      </div>
    </Page>
  )
}

function Entry({ section: { path, label, about, least } }: { readonly section: Section }) {
  const role = useRole()
  const words = (
    <span className={classes.words}>
      <span className={classes.label}>{label}</span>
      <span className={classes.about}>{about}</span>
    </span>
  )
  if (!isAtLeast(role, least)) {
    return (
      <div className={classes.entry}>
        {words}
        <span className={classes.closed}>
          <IconLock size={14} aria-hidden="true" />
          {texts.closedShort(least)}
        </span>
      </div>
    )
  }
  return (
    <Link to={`/settings/${path}`} className={`${classes.entry} ${classes.open}`}>
      {words}
      <IconChevronRight size={16} aria-hidden="true" className={classes.arrow} />
    </Link>
  )
}
