// Runs before the first paint: nobody who chose dark sees a white flash, and the splash speaks the language that the panel will.
;(() => {
  const stored = (key) => {
    try {
      return localStorage.getItem(key)
    } catch {
      // A browser that keeps nothing gets the system's scheme and the language that it asks for.
      return null
    }
  }
  const root = document.documentElement

  // The same key as the theme switch.
  const scheme = stored('mantine-color-scheme-value') ?? 'auto'
  const dark = scheme === 'dark' || (scheme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')

  // The same choice as in languages/language.ts, which is not loaded yet.
  const spoken = ['en', 'de', 'fr']
  const preferred = navigator.languages.map((tag) => tag.split('-')[0].toLowerCase())
  root.lang = [stored('headwater-language'), ...preferred].find((language) => spoken.includes(language)) ?? 'en'
})()
