import { Skeleton } from '@mantine/core'
import type { RollingPlan } from '#contract/rolling-drain.ts'
import { formatCount } from '../format.ts'
import { StateMark } from '../state-mark.tsx'
import classes from './rolling-drain.module.css'
import { rollingTexts } from './rolling-texts.ts'

/** More steps are told as a number. */
const STEPS_SHOWN = 12

/** Who comes when, and what stays up while it is out, as loads are now. */
export function RollingPlanTable({ plan }: { readonly plan: RollingPlan | undefined }) {
  if (plan === undefined) return <Skeleton h={120} radius="sm" aria-label={rollingTexts.planLoading} />
  const { planColumns } = rollingTexts
  return (
    <div className={classes.plan}>
      <table className={classes.table}>
        <caption>{rollingTexts.plan}</caption>
        <thead>
          <tr>
            <th scope="col">{planColumns.node}</th>
            <th scope="col" className={classes.number}>
              {planColumns.viewers}
            </th>
            <th scope="col" className={classes.number}>
              {planColumns.up}
            </th>
            <th scope="col" className={classes.number}>
              {planColumns.room}
            </th>
          </tr>
        </thead>
        <tbody>
          {plan.steps.slice(0, STEPS_SHOWN).map((step) => (
            <tr key={step.node_id}>
              <td className={classes.name}>
                {step.refusal !== null && <StateMark shape="triangle" tone="warn" />}
                {step.node_name}
              </td>
              <td className={classes.number}>{formatCount(step.viewers)}</td>
              <td className={classes.number}>{rollingTexts.up(step.nodes_up, plan.nodes_total)}</td>
              <td className={classes.number}>{formatCount(step.room_left)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {plan.steps.length > STEPS_SHOWN && (
        <p className={classes.rest}>{rollingTexts.more(plan.steps.length - STEPS_SHOWN)}</p>
      )}
      {plan.left_out.length > 0 && <p className={classes.rest}>{rollingTexts.leftOut(plan.left_out)}</p>}
    </div>
  )
}
