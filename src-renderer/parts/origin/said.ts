/** A sentence of the origin as the panel says it: in the panel's language, or as it came, which is marked as English. */
export interface Said {
  readonly text: string
  /** Null: it is in the language of the panel. */
  readonly lang: 'en' | null
}

export const inEnglish = (text: string): Said => ({ text, lang: 'en' })
export const inPanels = (text: string): Said => ({ text, lang: null })
