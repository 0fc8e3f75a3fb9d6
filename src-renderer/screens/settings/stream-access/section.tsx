import { useCanSteer } from '../../../data/queries.ts'
import { Page } from '../../../parts/page.tsx'
import about from '../about.module.css'
import { KeysPart } from './keys-part.tsx'
import { PoliciesPart } from './policies-part.tsx'
import { texts } from './texts.ts'

/** Who may publish, and who may watch; the keys are for operators alone. */
export function Component() {
  const canSteer = useCanSteer()
  return (
    <Page title={texts.title}>
      <p className={about.about}>{texts.about}</p>
      {canSteer && <KeysPart />}
      <PoliciesPart />
    </Page>
  )
}
