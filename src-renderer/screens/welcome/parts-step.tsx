import type { SetupPart } from '#contract/setup.ts'
import { CopyField } from '../../parts/copy.tsx'
import { StateBadge } from '../../parts/state-mark.tsx'
import classes from './screen.module.css'
import { texts } from './texts.ts'

const looks = {
  present: { shape: 'check', tone: 'ok' },
  missing: { shape: 'dash', tone: 'idle' },
  unusable: { shape: 'triangle', tone: 'warn' },
} as const

/** Commands of Debian and Ubuntu. */
const installs = { redis: 'sudo apt install redis-server', docker: null, ffmpeg: 'sudo apt install ffmpeg' } as const

/** What else the computer has, and what each missing part costs. */
export function PartsStep({ parts }: { readonly parts: readonly SetupPart[] }) {
  return (
    <>
      <p className={classes.dim}>{texts.partsAbout}</p>
      <ul className={classes.parts}>
        {parts.map((part) => (
          <Part key={part.name} part={part} />
        ))}
      </ul>
    </>
  )
}

function Part({ part: { name, state, detail } }: { readonly part: SetupPart }) {
  const install = state === 'missing' ? installs[name] : null
  return (
    <li className={classes.part}>
      <div className={classes.partHead}>
        <h3 className={classes.heading}>{texts.partNames[name]}</h3>
        <StateBadge {...looks[state]}>{texts.partStates[state]}</StateBadge>
      </div>
      <p className={classes.text}>{state === 'present' ? texts.partPresent[name] : texts.partMissing[name]}</p>
      {detail !== null && (
        <p className={classes.dim} lang="en">
          {detail}
        </p>
      )}
      {install !== null && <CopyField label={texts.install(texts.partNames[name])} value={install} />}
    </li>
  )
}
