import { catalogueOf } from '../catalogue.ts'

/** Every room that catalogue.ts leaves out. */
export const otherRooms = catalogueOf(
  import.meta.glob(
    [
      './screens/**/*.ts',
      './parts/origin/sentences.ts',
      '!./screens/overview/**',
      '!./screens/settings/sections-texts.ts',
    ],
    { eager: true },
  ),
)
