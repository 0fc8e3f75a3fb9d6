import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import { useSecurityCheck } from '../../data/security.ts'
import { StateMark } from '../../parts/state-mark.tsx'
import classes from './security-line.module.css'
import { texts } from './texts.ts'

/** Says to an owner that something could be safer, and where; nothing where all is well. */
export function SecurityLine() {
  const { data } = useSecurityCheck()
  const matters = data?.findings.filter(({ outcome }) => outcome === 'warn').length ?? 0
  if (matters === 0) return null
  return (
    <p className={classes.line}>
      <StateMark shape="triangle" tone="warn" />
      <span>{texts.security(matters)}</span>
      <Anchor component={Link} to="/settings/security" size="sm" fw={600}>
        {texts.openSecurity}
      </Anchor>
    </p>
  )
}
