import { Button, Loader, Radio, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { AddressCheck, SetupState } from '#contract/setup.ts'
import { useAddressChecks, useChangeSetup } from '../../data/setup.ts'
import { CopyField } from '../../parts/copy.tsx'
import { FailureNotice } from '../../parts/failure-notice.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { AddressCard } from './address-card.tsx'
import { OnlyHere } from './only-here.tsx'
import classes from './screen.module.css'
import { isSetElsewhere } from './set-elsewhere.ts'
import { texts } from './texts.ts'

/** Under which address others come here: those that were found, tried, and one of one's own. */
export function ReachStep({ setup }: { readonly setup: SetupState }) {
  const { address, ports } = setup
  const only_here = address.found.every(({ listens, reach }) => !listens || reach === 'loopback')
  return (
    <>
      {only_here && <OnlyHere listen_host={address.listen_host} listen_source={address.listen_source} />}
      {isSetElsewhere(address.source) ? (
        <p className={classes.text}>{texts.elsewhereAddress(address.source.where ?? address.source.kind)}</p>
      ) : (
        <Choice setup={setup} />
      )}
      <Firewall ports={ports} />
    </>
  )
}

function Choice({ setup: { address } }: { readonly setup: SetupState }) {
  const checks = useAddressChecks(null)
  const [asked, setAsked] = useState<string | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const change = useChangeSetup()
  const value = chosen ?? address.value
  const decided = address.source.kind !== 'default'
  return (
    <>
      <p className={classes.dim}>{texts.reachAbout}</p>
      {checks.isFetching && (
        <p className={classes.fact} role="status">
          <Loader size="xs" type="dots" /> {texts.trying}
        </p>
      )}
      {checks.error !== null && (
        <FailureNotice title={texts.tryFailed} error={checks.error} onRetry={() => void checks.refetch()} />
      )}
      <Radio.Group aria-label={texts.choice} value={value} onChange={setChosen}>
        <div className={classes.addresses}>
          {(checks.data ?? []).map((check) => (
            <AddressCard key={check.host} check={check} chosen={check.host === value} />
          ))}
          {asked !== null && <OwnAddress host={asked} chosen={asked === value} />}
        </div>
      </Radio.Group>
      <OwnName
        onAsk={(host) => {
          setAsked(host)
          setChosen(host)
        }}
      />
      {change.error !== null && <FailureNotice title={texts.notSaved} error={change.error} />}
      <div className={classes.fact}>
        <Button
          variant={decided ? 'default' : 'filled'}
          loading={change.isPending}
          onClick={() => change.mutate({ advertise_host: value })}
        >
          {texts.use}
        </Button>
      </div>
      <p className={classes.dim} role="status">
        {decided && <StateMark shape="check" tone="ok" />} {texts.inUse(address.value, !decided)}{' '}
        {decided && address.certificate_after_restart && texts.certificateLater}
      </p>
    </>
  )
}

function OwnAddress({ host, chosen }: { readonly host: string; readonly chosen: boolean }) {
  const { data, error, isFetching, refetch } = useAddressChecks(host)
  if (error !== null) return <FailureNotice title={texts.tryFailed} error={error} onRetry={() => void refetch()} />
  const [check] = data ?? []
  if (check === undefined || isFetching) return <Loader size="xs" type="dots" aria-label={texts.trying} />
  const again: AddressCheck = check
  return <AddressCard check={again} chosen={chosen} />
}

function OwnName({ onAsk }: { readonly onAsk: (host: string) => void }) {
  const [typed, setTyped] = useState('')
  const ask = (event: FormEvent) => {
    event.preventDefault()
    if (typed.trim() !== '') onAsk(typed.trim().toLowerCase())
  }
  return (
    <form className={classes.own} onSubmit={ask}>
      <TextInput
        label={texts.ownName}
        description={texts.ownNameHint}
        value={typed}
        maxLength={253}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" disabled={typed.trim() === ''}>
        {texts.tryName}
      </Button>
    </form>
  )
}

function Firewall({ ports }: Pick<SetupState, 'ports'>) {
  return (
    <section className={classes.firewall} aria-labelledby="first-steps-firewall">
      <h3 id="first-steps-firewall" className={classes.heading}>
        {texts.firewall}
      </h3>
      <ul className={classes.ports}>
        {ports.map(({ what, port }) => (
          <li key={what} className={classes.port}>
            <code>{port}</code>
            {texts.portWhat[what]}
          </li>
        ))}
      </ul>
      <p className={classes.dim}>{texts.firewallText}</p>
      <CopyField
        label={texts.firewallCommand}
        value={`sudo ufw allow ${ports.map(({ port }) => port).join(',')}/tcp`}
      />
    </section>
  )
}
