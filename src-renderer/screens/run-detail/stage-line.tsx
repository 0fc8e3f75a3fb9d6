import type { ProvisioningRun } from '#contract/provisioning-run.ts'
import type { StateLook } from '../../parts/node-state.ts'
import { StateMark } from '../../parts/state-mark.tsx'
import { type Stage, stageOf, stages } from './stage.ts'
import classes from './stage-line.module.css'
import { texts } from './texts.ts'

/** Connect, host key, preflight, install, done: how far a box is on its way to become a node. */
export function StageLine({ run }: { readonly run: ProvisioningRun }) {
  return <Stages at={stageOf(run)} bad={run.state === 'failed'} waits={run.state === 'waiting'} />
}

type Place = 'behind' | 'now' | 'ahead'

/** The stages with the current one marked, by shape and word as well as by colour. */
function Stages(props: { readonly at: Stage; readonly bad: boolean; readonly waits: boolean }) {
  const current = stages.indexOf(props.at)
  const placeOf = (index: number): Place => {
    if (index < current || props.at === 'done') return 'behind'
    return index === current ? 'now' : 'ahead'
  }
  const now: StateLook = props.bad
    ? { shape: 'cross', tone: 'bad', word: texts.stageNow }
    : { shape: props.waits ? 'triangle' : 'chevron', tone: props.waits ? 'warn' : 'ok', word: texts.stageNow }
  const looks: Readonly<Record<Place, StateLook>> = {
    behind: { shape: 'check', tone: 'ok', word: texts.stageBehind },
    now,
    ahead: { shape: 'ring', tone: 'idle', word: texts.stageAhead },
  }
  return (
    <ol className={classes.line} aria-label={texts.stagesLabel}>
      {stages.map((stage, index) => {
        const place = placeOf(index)
        const { shape, tone, word } = looks[place]
        return (
          <li
            key={stage}
            className={classes.stage}
            data-state={place}
            aria-current={place === 'now' ? 'step' : undefined}
          >
            <StateMark shape={shape} tone={tone} />
            <span className={classes.name}>{texts.stages[stage]}</span>
            <span className="hw-hidden">{word}</span>
          </li>
        )
      })}
    </ol>
  )
}
