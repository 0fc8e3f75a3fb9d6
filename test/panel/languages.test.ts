import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { OriginProgram } from '../harness/origin-program.ts'
import { PanelBrowser, sizes } from '../harness/panel-browser.ts'
import { PanelDouble } from '../harness/panel-double.ts'
import { waitFor } from '../harness/wait-for.ts'

/** Where the screens of a cluster at work are, and where those of an origin alone: the stand-in has none of the latter. */
const AT_WORK = [
  '/',
  '/nodes',
  '/streams',
  '/activity',
  '/runs',
  '/streams/policies',
  '/nodes/rolling-drains',
  '/nodes/add',
]
const OF_THE_ORIGIN = [
  ...[
    '',
    '/cluster',
    '/certificates',
    '/notifications',
    '/backups',
    '/security',
    '/about',
    '/removed-members',
    '/operators',
  ],
  ...['/sessions', '/api-keys', '/stream-access', '/cluster-tokens', '/wall-displays'],
].map((path) => `/settings${path}`)

/** Words that no German or French sentence has, as whole words. */
const ENGLISH = /\b(the|is|are|this|that|with|from|which|when|nothing|nobody|every|there)\b/gi

/** An API key that the origin made, by the name that it gave it. */
const KEY_OF_THE_ORIGIN = 'for the program that started the origin'

/** What a page says but for what the origin says itself, which is marked as English, and code. */
const OWN_WORDS = `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const said = []
  while (walker.nextNode()) {
    const { parentElement, data } = walker.currentNode
    if (parentElement.closest('[lang=en], code, pre, script, style, noscript') === null) said.push(data)
  }
  return said.join('\\n')
})()`

/** Headings, buttons, links and recorded facts that begin in English: what the origin says stands below words of the panel, and is never all. */
const ENGLISH_HEADLINES = `(() => {
  const firstWords = (element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) if (walker.currentNode.data.trim() !== '') return walker.currentNode
    return null
  }
  return [...document.querySelectorAll('main :is(h1, h2, h3, h4, button, a, th), main ol > li > div > :first-child')].flatMap((element) => {
    const words = firstWords(element)
    return words === null || words.parentElement.closest('[lang=en]') === null ? [] : [words.data]
  })
})()`

const languages = [
  {
    ...{ locale: 'de-AT', language: 'de', overview: 'Übersicht', title: 'Anmelden' },
    ...{ all: /^Alle \d+ zeigen$/, told: /Aber die nächste Version braucht Platz/ },
  },
  {
    ...{ locale: 'fr-CA', language: 'fr', overview: 'Vue d’ensemble', title: 'Se connecter' },
    ...{ all: /^Tout afficher \(\d+\)$/, told: /Mais sa prochaine version a besoin de place/ },
  },
] as const

describe.each(languages)('the panel for a browser that asks for $locale', (words) => {
  const { locale, language, overview, title } = words
  let stack: AsyncDisposableStack
  let double: PanelDouble
  let origin: OriginProgram

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    double = stack.use(await PanelDouble.start())
    origin = stack.use(await OriginProgram.start({ settings: { tls: { mode: 'own' } } }))
  })
  afterAll(() => stack?.disposeAsync())

  test('asks to sign in, and lets another language be chosen', async () => {
    await using panel = await PanelBrowser.open(locale)
    const { page } = panel
    await page.goto(origin.ready.url)
    await page.getByRole('heading', { name: title }).waitFor()
    await panel.lookAround(`sign-in-${language}`)
    await page.getByRole('combobox').last().selectOption('en')
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await page.evaluate('document.documentElement.lang')).toBe('en')
  })

  test('writes figures in it, and tells an alert on the first screen as soon as its words are there', async () => {
    await using panel = await PanelBrowser.open(locale)
    const { page } = panel
    await double.turn('alerts')
    await page.goto(double.sign_in_url)
    await page.getByRole('button', { name: words.all }).click()
    await page.getByText(words.told).waitFor()
    const said = String(await page.evaluate('document.body.innerText'))
    expect(said).toMatch(/\d,\d [GM]bit\/s/)
    expect(said).not.toMatch(/\d\.\d [GM]bit\/s|\bago\b/)
    await panel.screenshot(`${language}-alerts`, true)
  })

  test('has every screen in it, on a laptop and on a phone', async () => {
    await using panel = await PanelBrowser.open(locale)
    const { page } = panel
    const faults: string[] = []
    const look = async (at: string, name: string) => {
      await page.goto(at)
      await page.getByRole('main').getByRole('heading').first().waitFor()
      await panel.settle()
      for (const size of ['small', 'phone'] as const) {
        await panel.look(size === 'small' ? 'light' : 'dark', size)
        await panel.screenshot(`${language}-${name}-${size}`, true)
        const width = await page.evaluate('document.documentElement.scrollWidth')
        if (Number(width) > sizes[size].width) faults.push(`${name} is ${width} wide on a ${size}`)
      }
      const english = [...String(await page.evaluate(OWN_WORDS)).split('\n')].filter(
        (line) => line.match(ENGLISH) && line !== KEY_OF_THE_ORIGIN,
      )
      faults.push(...english.map((line) => `${name} says: ${line}`))
      const headlines = z.array(z.string()).parse(await page.evaluate(ENGLISH_HEADLINES))
      faults.push(...headlines.map((line) => `${name} has in English: ${line}`))
    }
    await double.turn('alerts')
    for (const box of ['blocked', 'warns', 'fails']) await double.turn(`run/provision/${box}-known`)
    await page.goto(double.sign_in_url)
    await page.getByRole('navigation').getByText(overview).first().waitFor()
    expect(await page.evaluate('document.documentElement.lang')).toBe(language)
    for (const path of AT_WORK) await look(`${double.url}${path}`, path.replaceAll('/', '-').slice(1) || 'overview')
    for (const [list, name] of [
      ['/nodes', 'node'],
      ['/streams', 'stream'],
    ] as const) {
      await panel.look('light', 'laptop')
      await page.goto(`${double.url}${list}`)
      const href = await page.getByRole('main').getByRole('row').getByRole('link').first().getAttribute('href')
      await look(`${double.url}${href}`, name)
    }
    // One is stopped by what was found, one waits for a decision about it, one has failed: none goes on by itself.
    for (const box of ['blocked', 'warns', 'fails']) {
      await panel.look('light', 'laptop')
      await page.goto(`${double.url}/runs`)
      const link = page.getByRole('main').getByRole('link', { name: `${box}-known` })
      const href = await link.first().getAttribute('href')
      await look(`${double.url}${href}`, `run-${box}`)
    }
    await page.goto(origin.ready.sign_in_url)
    await page.getByRole('main').waitFor()
    for (const path of [...OF_THE_ORIGIN, '/welcome', '/account'])
      await look(`${origin.ready.url}${path}`, path.replaceAll('/', '-').slice(1))
    expect(faults).toEqual([])
    // The stand-in has no access rules, and says so.
    expect(panel.complaints.filter((text) => !text.includes(double.url))).toEqual([])
  }, 240_000)
})

test('the language chosen in the menu of the account holds for what comes after', async () => {
  await using double = await PanelDouble.start()
  await using panel = await PanelBrowser.open('en-GB')
  const { page } = panel
  await page.goto(double.sign_in_url)
  await page.getByRole('main').getByRole('link').first().waitFor()
  await page.getByRole('button', { name: 'Account, theme and language' }).click()
  await page.getByRole('menuitemradio', { name: 'Deutsch' }).click()
  await page.getByRole('navigation').getByText('Übersicht').first().waitFor()
  await page.reload()
  await page.getByRole('navigation').getByText('Übersicht').first().waitFor()
  const palette = page.getByPlaceholder(/Knoten, Stream/)
  await waitFor('the palette', async () => {
    await page.keyboard.press('Control+k')
    return await palette.isVisible()
  })
  await palette.fill('Français')
  await page.getByText(/: Français$/).click()
  await page.getByRole('navigation').getByText('Vue d’ensemble').first().waitFor()
  expect(await page.evaluate('document.documentElement.lang')).toBe('fr')
})
