/** Tokens and keys wherever they stand in an argument: `enroll_`, `node_`, `sk_` and 20 or more characters. */
const SECRET = /\b(enroll|node|sk)_[A-Za-z0-9_-]{20,}/g

/**
 * The command line as other users of the machine may see it: with the token that was given taken out.
 * @returns null when it holds none and can stay as it is
 */
export function hiddenArguments(words: readonly string[]): string | null {
  const hidden = words.map((word, place) => {
    if (words[place - 1] === '--token') return '***'
    return word.replace(/^--token=.+$/, '--token=***').replace(SECRET, '$1_***')
  })
  return hidden.some((word, place) => word !== words[place]) ? hidden.join(' ') : null
}
