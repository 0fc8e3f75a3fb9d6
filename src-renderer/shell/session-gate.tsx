import { Loader } from '@mantine/core'
import type { ReactNode } from 'react'
import { isSignedOut } from '../data/api-failure.ts'
import { useSession } from '../data/queries.ts'
import { FailureNotice } from '../parts/failure-notice.tsx'
import { FullPage } from './full-page.tsx'
import { LinkHelp } from './link-help.tsx'
import { SignInForm } from './sign-in-form.tsx'
import { texts as signInTexts } from './sign-in-texts.ts'
import { Splash } from './splash.tsx'
import { texts } from './texts.ts'

/** Lets in who is signed in; everybody else is asked who they are. */
export function SessionGate({ children }: { readonly children: ReactNode }) {
  const session = useSession()
  if (isSignedOut(session.error)) return <SignedOut />
  if (session.data !== undefined) return children
  if (session.error !== null) return <Unreachable error={session.error} />
  return <Splash />
}

function SignedOut() {
  return (
    <FullPage title={signInTexts.title}>
      <SignInForm />
      <LinkHelp />
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
