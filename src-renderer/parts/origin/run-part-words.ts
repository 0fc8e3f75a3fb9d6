import type { BoxCheck } from '#contract/provisioning.ts'
import type { ProvisioningStep } from '#contract/provisioning-run.ts'
import { texts as ofLanguage, type RunPartTexts } from './run-part-texts.ts'
import { inEnglish, inPanels, type Said } from './said.ts'

/** What a step of a run is called. */
export function stepTitle(
  { id, title }: Pick<ProvisioningStep, 'id' | 'title'>,
  texts: RunPartTexts | null = ofLanguage,
): Said {
  return called(id, texts?.steps, title)
}

/** What a check of a box is called. */
export function checkTitle(
  { id, title }: Pick<BoxCheck, 'id' | 'title'>,
  texts: RunPartTexts | null = ofLanguage,
): Said {
  return called(id, texts?.checks, title)
}

/** What a group of checks is called. @param id `network` @param title the same as the origin says it */
export function groupTitle(id: string, title: string, texts: RunPartTexts | null = ofLanguage): Said {
  return called(id, texts?.groups, title)
}

/** A part that another version of the origin has, and no catalogue, is called as it says. */
function called(id: string, names: Readonly<Record<string, string>> | undefined, title: string): Said {
  const name = names !== undefined && Object.hasOwn(names, id) ? names[id] : undefined
  return name === undefined ? inEnglish(title) : inPanels(name)
}
