import { Button } from '@mantine/core'
import { useRouteError } from 'react-router'
import { FailureNotice } from '../parts/failure-notice.tsx'
import { FullPage } from './full-page.tsx'
import { texts } from './texts.ts'

/** What stands where a screen broke. */
export function RouteError() {
  const error = useRouteError()
  return (
    <FullPage title={texts.brokenTitle}>
      <p>{texts.brokenText}</p>
      <FailureNotice title={texts.brokenWhy} error={error} />
      <Button onClick={() => window.location.reload()}>{texts.reload}</Button>
    </FullPage>
  )
}
