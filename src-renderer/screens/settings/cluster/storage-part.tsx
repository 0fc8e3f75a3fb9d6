import type { StorageStatus } from '#contract/storage.ts'
import { useStorage } from '../../../data/trust.ts'
import { Definition, Definitions } from '../../../parts/definition.tsx'
import { formatBytes, formatCount } from '../../../parts/format.ts'
import { LookBadge } from '../../../parts/look-badge.tsx'
import { Meter } from '../../../parts/meter.tsx'
import type { StateLook } from '../../../parts/node-state.ts'
import { Notice } from '../../../parts/notice.tsx'
import { Surface } from '../../../parts/surface.tsx'
import classes from './section.module.css'
import { texts } from './texts.ts'

const looks: Readonly<Record<StorageStatus['state'], StateLook>> = {
  ok: { shape: 'dot', tone: 'ok', word: texts.storageStates.ok },
  low: { shape: 'triangle', tone: 'warn', word: texts.storageStates.low },
  critical: { shape: 'cross', tone: 'bad', word: texts.storageStates.critical },
  full: { shape: 'cross', tone: 'bad', word: texts.storageStates.full },
}

/** How much room the origin's disk has, and what takes it; nothing where one may not know. */
export function StoragePart() {
  const { data: storage } = useStorage()
  if (storage === undefined) return null
  const { state, detail, free_bytes, total_bytes, used, data_dir, activity_waiting } = storage
  return (
    <Surface title={texts.storage} aside={<LookBadge look={looks[state]} />}>
      <div className={classes.storage}>
        {state !== 'ok' && (
          <Notice tone={state === 'low' ? 'warn' : 'bad'} title={looks[state].word}>
            <p lang="en">{detail}</p>
          </Notice>
        )}
        <Definitions>
          <Definition name={texts.taken}>
            <Meter percent={total_bytes === 0 ? 0 : 100 * (1 - free_bytes / total_bytes)} />
          </Definition>
          <Definition name={texts.free}>{texts.freeOf(formatBytes(free_bytes), formatBytes(total_bytes))}</Definition>
          {Object.entries(texts.used).map(([what, name]) => (
            <Definition key={what} name={name}>
              {formatBytes(used[what as keyof typeof used])}
            </Definition>
          ))}
          {activity_waiting > 0 && <Definition name={texts.waiting}>{formatCount(activity_waiting)}</Definition>}
        </Definitions>
        <Definitions>
          <Definition name={texts.dataDir}>
            <code>{data_dir}</code>
          </Definition>
        </Definitions>
      </div>
    </Surface>
  )
}
