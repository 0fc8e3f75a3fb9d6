/** Channels between the panel's preload script and the shell. */
export const STATE_CHANNEL = 'headwater:state'
export const ASK_CHANNEL = 'headwater:ask'
