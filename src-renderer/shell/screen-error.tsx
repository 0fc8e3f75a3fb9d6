import { Button } from '@mantine/core'
import { useRouteError } from 'react-router'
import { FailureNotice } from '../parts/failure-notice.tsx'
import { Page } from '../parts/page.tsx'
import { texts } from './texts.ts'

/** What stands in the place of a screen that broke; navigation and the state of the connection stay around it. */
export function ScreenError() {
  const error = useRouteError()
  return (
    <Page title={texts.brokenTitle}>
      <p>{texts.brokenText}</p>
      <FailureNotice title={texts.brokenWhy} error={error} />
      <div>
        <Button onClick={() => window.location.reload()}>{texts.reload}</Button>
      </div>
    </Page>
  )
}
