import type { Alert, AlertRuleInfo } from '#contract/alert.ts'
import { type AlertTexts, texts as ofLanguage } from './alert-texts.ts'
import { inEnglish, inPanels, type Said } from './said.ts'

/** An alert as the panel tells it. */
export interface AlertWords {
  readonly title: Said
  /** With the origin's own title, where that is not the one above: figures stand in it alone. */
  readonly text: Said
  readonly action: Said
}

/** Headline and action in the language of the panel; everything else is the origin's. */
export function alertWords(
  { rule, subject, title, text, action }: Pick<Alert, 'rule' | 'subject' | 'title' | 'text' | 'action'>,
  texts: AlertTexts | null = ofLanguage,
): AlertWords {
  if (texts === null) return { title: inEnglish(title), text: inEnglish(text), action: inEnglish(action.text) }
  return {
    title: inPanels(texts.titles[rule](subject.name)),
    text: inEnglish(`${title}. ${text}`),
    action: inPanels(texts.actions[rule]),
  }
}

/** When a rule is raised. */
export function ruleWords({ rule, when }: Pick<AlertRuleInfo, 'rule' | 'when'>): Said {
  return ofLanguage === null ? inEnglish(when) : inPanels(ofLanguage.when[rule])
}
