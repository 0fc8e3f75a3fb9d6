/** A room's texts as every language has them: the keys and parameters of the English ones, the same `value` of every choice, and words of its own. */
export type Texts<T> = T extends string
  ? string
  : T extends (...parameters: infer P) => infer R
    ? (...parameters: P) => R extends string ? string : R
    : { readonly [K in keyof T]: K extends 'value' ? T[K] : Texts<T[K]> }

/** The texts of a language, each by the path of the module that has the English ones, from `src-renderer/` and without its ending. */
export type Catalogue = Readonly<Record<string, object>>

let active: Catalogue = {}

/** Speaks by this catalogue from here on. Texts that were looked up before stay what they are. */
export function speakBy(catalogue: Catalogue): void {
  active = catalogue
}

/** Knows the texts of these rooms as well, for what is looked up from here on. */
export function speakAlso(catalogue: Catalogue): void {
  active = { ...active, ...catalogue }
}

/**
 * The texts of a room in the language of the panel. `room` is the path of the module that calls, from `src-renderer/` and without its ending;
 * `english` is the source that the other languages are typed by, so that none can lack a text.
 */
export function inLanguage<const T extends object>(room: string, english: T): Texts<T> {
  return (active[room] ?? english) as Texts<T>
}

/**
 * Texts that only the other languages have, for what the origin says by a code: null in English, where its own sentence stands. `room` is as
 * above; `T` is what each language is typed by.
 */
export function besideEnglish<T extends object>(room: string): T | null {
  return (active[room] as T | undefined) ?? null
}

/** A catalogue of modules that were gathered by `import.meta.glob` beside it: `./parts/log/texts.ts` becomes `parts/log/texts`. */
export function catalogueOf(modules: Readonly<Record<string, unknown>>): Catalogue {
  return Object.fromEntries(
    Object.entries(modules).map(([path, exported]) => [
      path.replace(/^\.\//, '').replace(/\.ts$/, ''),
      Object.values(exported as Record<string, object>)[0] ?? {},
    ]),
  )
}
