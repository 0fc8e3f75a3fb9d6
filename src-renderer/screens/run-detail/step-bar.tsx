import type { StepProgress } from '#contract/provisioning-run.ts'
import { progressWords } from '../../parts/step-progress.ts'
import classes from './step-bar.module.css'

/** How far a step is: a bar where the end is known, and in words how much, how fast and how long still. */
export function StepBar({ progress, title }: { readonly progress: StepProgress; readonly title: string }) {
  const { percent, amount, pace } = progressWords(progress)
  return (
    <span className={classes.progress}>
      {percent !== null && (
        <span
          className={classes.track}
          role="progressbar"
          aria-label={title}
          aria-valuenow={Math.round(percent)}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuetext={amount}
        >
          <span className={classes.fill} style={{ width: `${percent}%` }} />
        </span>
      )}
      <span className={classes.words}>
        <span>{amount}</span>
        <span>{pace}</span>
      </span>
    </span>
  )
}
