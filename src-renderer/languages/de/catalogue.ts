import { catalogueOf } from '../catalogue.ts'

/** What stands around every screen, and the first one. All else is in other-rooms.ts, so that the first screen need not wait for it. */
export const catalogue = catalogueOf(
  import.meta.glob(
    [
      './{data,parts,shell}/**/*.ts',
      './screens/overview/**/*.ts',
      './screens/settings/sections-texts.ts',
      '!./parts/origin/sentences.ts',
    ],
    { eager: true },
  ),
)
