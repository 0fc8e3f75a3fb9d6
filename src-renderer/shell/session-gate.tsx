import { Loader } from '@mantine/core'
import type { ReactNode } from 'react'
import { isSignedOut } from '../data/api-failure.ts'
import { useSession } from '../data/queries.ts'
import { CopyField } from '../parts/copy.tsx'
import { FailureNotice } from '../parts/failure-notice.tsx'
import { FullPage } from './full-page.tsx'
import { Splash } from './splash.tsx'
import { texts } from './texts.ts'

/** Lets in who is signed in; everybody else learns how to get a link. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const session = useSession()
  if (isSignedOut(session.error)) return <SignedOut />
  if (session.data !== undefined) return children
  if (session.error !== null) return <Unreachable error={session.error} />
  return <Splash />
}

function SignedOut() {
  return (
    <FullPage title={texts.signedOutTitle}>
      <p>{texts.signedOutText}</p>
      <CopyField label={texts.signedOutCommand} value="npx headwater origin sign-in-link" />
      <p>{texts.signedOutThen}</p>
    </FullPage>
  )
}

function Unreachable({ error }: { readonly error: unknown }) {
  return (
    <FullPage title={texts.unreachableTitle}>
      <p>{texts.unreachableText}</p>
      <FailureNotice title={texts.unreachableWhy} error={error} />
      <Loader size="sm" type="dots" />
    </FullPage>
  )
}
