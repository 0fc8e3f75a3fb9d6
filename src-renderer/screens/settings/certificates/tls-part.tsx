import { Button } from '@mantine/core'
import { useState } from 'react'
import { useSettings } from '../../../data/upkeep.ts'
import about from '../about.module.css'
import { sourceWords } from '../cluster/setting-words.ts'
import { WaitingPart } from '../cluster/waiting-part.tsx'
import { ChooseTls } from './choose-tls.tsx'
import classes from './section.module.css'
import { tlsSettings } from './tls-form.ts'
import { texts } from './tls-texts.ts'

/** What was chosen of the origin and waits for its next start. */
export function TlsWaiting() {
  const { data } = useSettings()
  return data === undefined ? null : <WaitingPart settings={data} />
}

/** Where an owner chooses how the origin proves who it is, or what sets that in place of them. */
export function ChangeTls() {
  const { data } = useSettings()
  const [choosing, setChoosing] = useState(false)
  if (data === undefined) return null
  const mode = data.find(({ name }) => name === 'tls.mode')
  const settings = tlsSettings(data)
  if (mode !== undefined && !settings.has('tls.mode')) {
    const { by, where } = sourceWords(mode.source)
    return <p className={`${about.about} ${classes.set}`}>{texts.modeElsewhere(where ?? by)}</p>
  }
  return (
    <div className={classes.set}>
      <Button variant="default" size="compact-sm" onClick={() => setChoosing(true)}>
        {texts.change}
      </Button>
      {choosing && <ChooseTls settings={settings} onClose={() => setChoosing(false)} />}
    </div>
  )
}
