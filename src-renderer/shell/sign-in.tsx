import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useNavigate } from 'react-router'
import { api } from '../data/api-client.ts'
import { queryKeys } from '../data/query-keys.ts'
import { rememberLink, takeLinkToken } from '../data/sign-in-link.ts'
import { FailureNotice } from '../parts/failure-notice.tsx'
import { FullPage } from './full-page.tsx'
import { LinkHelp } from './link-help.tsx'
import { SignInForm } from './sign-in-form.tsx'
import { texts as signInTexts } from './sign-in-texts.ts'
import { Splash } from './splash.tsx'
import { texts } from './texts.ts'

// A link works once: however often the page is drawn, its token is sent once.
let attempt: Promise<unknown> | undefined

/** Where a sign-in link leads: turns the token behind # into a session and goes on to the overview. */
export function SignIn() {
  const navigate = useNavigate()
  const client = useQueryClient()
  const [error, setError] = useState<unknown>(null)
  const token = takeLinkToken()
  useEffect(() => {
    if (token === null) return
    attempt ??= api.signIn(token)
    let shown = true
    attempt
      .then(async () => {
        rememberLink()
        await client.resetQueries({ queryKey: queryKeys.session })
        if (shown) await navigate('/', { replace: true })
      })
      .catch((failure: unknown) => {
        if (shown) setError(failure)
      })
    return () => {
      shown = false
    }
  }, [token, client, navigate])
  useEffect(() => {
    // Another link opened in this tab differs in its fragment alone, which loads no page by itself.
    const reload = () => window.location.reload()
    window.addEventListener('hashchange', reload)
    return () => window.removeEventListener('hashchange', reload)
  }, [])
  if (token !== null && error === null) return <Splash />
  return (
    <FullPage title={token === null ? signInTexts.title : texts.signInFailed}>
      {error !== null && <FailureNotice title={texts.signInRefused} error={error} />}
      <SignInForm onSignedIn={() => void navigate('/', { replace: true })} />
      <LinkHelp open={error !== null} />
    </FullPage>
  )
}
