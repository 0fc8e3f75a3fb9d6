import { Button, Group } from '@mantine/core'
import IconKey from '@tabler/icons-react/dist/esm/icons/IconKey.mjs'
import { useState } from 'react'
import { Link, useLocation } from 'react-router'
import { useAccount } from '../data/account.ts'
import { useSession } from '../data/queries.ts'
import { cameByLink, forgetLink } from '../data/sign-in-link.ts'
import classes from './password-prompt.module.css'
import { texts } from './sign-in-texts.ts'

/** After a sign-in by link, to those who have nothing else yet: that a password spares them the next one. Once. */
export function PasswordPrompt() {
  const [wanted, setWanted] = useState(cameByLink)
  const { data: session } = useSession()
  const { data: account } = useAccount(wanted && session?.by === 'session')
  const { pathname } = useLocation()
  if (!wanted || account === undefined || account.password_set_at !== null || account.passkeys > 0) return null
  if (pathname === '/account') return null
  const dismiss = () => {
    forgetLink()
    setWanted(false)
  }
  return (
    <div className={classes.prompt}>
      <IconKey size={18} aria-hidden="true" className={classes.icon} />
      <p className={classes.text}>
        <strong>{texts.setPasswordTitle}</strong> {texts.setPasswordText}
      </p>
      <Group gap={6} className={classes.actions ?? ''}>
        <Button size="compact-sm" variant="default" onClick={dismiss}>
          {texts.later}
        </Button>
        <Button size="compact-sm" component={Link} to="/account" onClick={dismiss}>
          {texts.setPassword}
        </Button>
      </Group>
    </div>
  )
}
