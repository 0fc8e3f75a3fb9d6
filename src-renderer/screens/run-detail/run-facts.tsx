import { Anchor } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { isRunOver, type ProvisioningRun } from '#contract/provisioning-run.ts'
import { useNodesById } from '../../data/queries.ts'
import { actorName } from '../../parts/actor.ts'
import { formatDuration } from '../../parts/format.ts'
import { Age, Elapsed } from '../../parts/since.tsx'
import classes from './run-facts.module.css'
import { texts } from './texts.ts'

/** Who asked for a run, when, on which box, and which version it brings. */
export function RunFacts({ run }: { readonly run: ProvisioningRun }) {
  const nodes = useNodesById()
  const { from_version, to_version, form, node_id } = run
  const node = node_id === null ? undefined : nodes.get(node_id)
  return (
    <dl className={classes.facts}>
      <Fact name={texts.facts.by}>
        {actorName(run.actor, (id) => nodes.get(id)?.name)}, <Age at={run.created_at} />
      </Fact>
      <Fact name={texts.facts.target}>
        <code>{`${run.user}@${run.host.includes(':') ? `[${run.host}]` : run.host}${run.port === 22 ? '' : `:${run.port}`}`}</code>
      </Fact>
      {node !== undefined && (
        <Fact name={texts.facts.node}>
          <Anchor component={Link} to={`/nodes/${node.id}`} inherit>
            {node.name}
          </Anchor>
        </Fact>
      )}
      {form !== null && <Fact name={texts.facts.form}>{texts.forms[form]}</Fact>}
      {to_version !== null && (
        <Fact name={texts.facts.version}>
          {from_version === null || from_version === to_version ? to_version : texts.fromTo(from_version, to_version)}
        </Fact>
      )}
      <Fact name={isRunOver(run.state) ? texts.facts.took : texts.facts.since}>
        {run.ended_at === null ? (
          <Elapsed since={run.created_at} />
        ) : (
          formatDuration(Date.parse(run.ended_at) - Date.parse(run.created_at))
        )}
      </Fact>
    </dl>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
