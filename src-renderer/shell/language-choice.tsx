import { Menu, NativeSelect } from '@mantine/core'
import IconLanguage from '@tabler/icons-react/dist/esm/icons/IconLanguage.mjs'
import { type Language, languageNames } from '#contract/language.ts'
import { chooseLanguage, currentLanguage } from '../languages/language.ts'
import { texts } from './texts.ts'

const languages = Object.entries(languageNames) as [Language, string][]

/** The languages as a part of a menu. Each stands there by its own name, for who cannot read the one that is shown. */
export function LanguageItems() {
  return (
    <>
      <Menu.Label>{texts.language}</Menu.Label>
      <Menu.RadioGroup value={currentLanguage()} onChange={(language) => chooseLanguage(language as Language)}>
        {languages.map(([language, name]) => (
          <Menu.RadioItem key={language} value={language} lang={language}>
            {name}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </>
  )
}

/** The languages as one field, for pages without a menu. */
export function LanguageField() {
  return (
    <NativeSelect
      aria-label={texts.language}
      size="xs"
      leftSection={<IconLanguage size={14} aria-hidden="true" />}
      value={currentLanguage()}
      onChange={(event) => chooseLanguage(event.currentTarget.value as Language)}
      data={languages.map(([value, label]) => ({ value, label }))}
    />
  )
}
