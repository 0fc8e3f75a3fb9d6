import { Radio } from '@mantine/core'
import type { AddressCheck } from '#contract/setup.ts'
import { StateMark } from '../../parts/state-mark.tsx'
import classes from './screen.module.css'
import { texts } from './texts.ts'

/** An address that was tried: who can reach it, what answered there, what is in the way. */
export function AddressCard({ check, chosen }: { readonly check: AddressCheck; readonly chosen: boolean }) {
  const { host, reach, interface: name, is_this_origin, problem, ports, resolves_to } = check
  const elsewhere = resolves_to.filter((address) => address !== host)
  return (
    <div className={classes.address} data-chosen={chosen}>
      <Radio
        value={host}
        label={<span className={classes.host}>{host}</span>}
        description={[texts.reaches[reach], name, ...elsewhere].filter(Boolean).join(' · ')}
      />
      <div className={classes.facts}>
        {is_this_origin && (
          <span className={classes.fact}>
            <StateMark shape="check" tone="ok" />
            {texts.answers}
          </span>
        )}
        {problem !== null && (
          <span className={classes.fact}>
            <StateMark shape="triangle" tone="warn" />
            <span lang="en">{problem}</span>
          </span>
        )}
        {problem === null &&
          ports
            .filter(({ what }) => what !== 'panel')
            .map(({ what, port, answered }) => (
              <span key={what} className={classes.fact}>
                <StateMark shape={answered ? 'check' : 'cross'} tone={answered ? 'ok' : 'warn'} />
                {texts.portAnswers(texts.ports[what], port, answered)}
              </span>
            ))}
      </div>
    </div>
  )
}
