/** Set when the program is bundled. */
declare const HEADWATER_VERSION: string | undefined

/** Version of this program, as it says it to people and to the origin. */
export const programVersion: string = typeof HEADWATER_VERSION === 'string' ? HEADWATER_VERSION : '0.0.0-dev'
