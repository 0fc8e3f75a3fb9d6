declare const HEADWATER_VERSION: string | undefined

/** Version of this program; set when it is bundled. */
export const originVersion = typeof HEADWATER_VERSION === 'string' ? HEADWATER_VERSION : '0.0.0-dev'
