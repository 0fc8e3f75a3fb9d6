import { Button } from '@mantine/core'
import IconRoute from '@tabler/icons-react/dist/esm/icons/IconRoute.mjs'
import { Link } from 'react-router'
import { EmptyState } from '../parts/empty-state.tsx'
import { Page } from '../parts/page.tsx'
import { texts } from './texts.ts'

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <Page title={texts.notFoundTitle}>
      <EmptyState icon={<IconRoute size={22} />} title={texts.notFoundTitle} text={texts.notFoundText}>
        <Button component={Link} to="/">
          {texts.toOverview}
        </Button>
      </EmptyState>
    </Page>
  )
}
