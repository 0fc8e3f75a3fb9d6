import type { MenuItemConstructorOptions } from 'electron'
import { expect, it } from 'vitest'
import { languages } from '#contract/language.ts'
import { wordsFor } from './languages/words.ts'
import { type MenuActions, menuTemplate } from './menu-template.ts'

const actions: MenuActions = {
  ...{ signInAgain: () => undefined, chooseOrigin: () => undefined, openLog: () => undefined, leave: () => undefined },
}
const template = (language: (typeof languages)[number], platform: NodeJS.Platform, given = actions) =>
  menuTemplate(wordsFor(language, []).menu, { platform, app: 'Headwater' }, given)
/** Every entry, however deep. */
const flat = (items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])])

it.each(
  languages.flatMap((language) =>
    (['darwin', 'win32', 'linux'] as const).map((platform) => [language, platform] as const),
  ),
)('in %s on %s every entry has words of ours, for those of roles are English', (language, platform) => {
  const entries = flat(template(language, platform)).filter(({ type }) => type !== 'separator')
  expect(entries.filter(({ label }) => label === undefined || label === '')).toEqual([])
  // Whatever the language, they do the same.
  const does = (items: readonly MenuItemConstructorOptions[]) =>
    items.map(({ role, accelerator }) => [role, accelerator])
  expect(does(flat(template(language, platform)))).toEqual(does(flat(template('en', platform))))
  // Nothing but the role itself ends the program without a question.
  expect(entries.some(({ role }) => role === 'quit')).toBe(false)
})

it('the end asks first, and nobody is signed in at an origin elsewhere', () => {
  const done: string[] = []
  const menu = flat(template('de', 'linux', { ...actions, signInAgain: null, leave: () => done.push('left') }))
  expect(menu.map(({ label }) => label)).not.toContain('Erneut anmelden')
  const quit = menu.find(({ label }) => label === 'Beenden')
  expect(quit?.accelerator).toBe('CommandOrControl+Q')
  const click = quit?.click as unknown as (() => void) | undefined
  click?.()
  expect(done).toEqual(['left'])
  expect(flat(template('fr', 'darwin')).map(({ label }) => label)).toContain('Quitter Headwater')
})
