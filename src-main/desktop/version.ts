declare const HEADWATER_VERSION: string

/** Version of this program, put in by the build. */
export const version = typeof HEADWATER_VERSION === 'undefined' ? '0.0.0-dev' : HEADWATER_VERSION
