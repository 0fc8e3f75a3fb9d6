/**
 * The nonce by which the content security policy takes this page's style elements; undefined where there is none, as with vite's
 * own server. Scripts can read it, but no style sheet can: browsers hide the attribute.
 */
export const styleNonce: string | undefined = document.querySelector<HTMLStyleElement>('style[nonce]')?.nonce

// Where get-nonce looks for it, by which Mantine's dialogs keep the page behind them from scrolling.
Object.assign(globalThis, { __webpack_nonce__: styleNonce })
