const MASK = '[masked]'

/** What looks like a secret wherever it stands: tokens of ours by their beginnings, keys, passwords in addresses, and what is called one. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN ([A-Z ]*PRIVATE KEY)-----[\s\S]*?(-----END \1-----|$)/g, MASK],
  [/\b(enroll|node|clt|sk|hw|key|link|wall)_[A-Za-z0-9_-]{16,}(\.[0-9a-f]{64})?/g, `$1_${MASK}`],
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${MASK}`],
  [/([a-z][a-z0-9+.-]*:\/\/[^\s:@/'"]*:)[^\s@/'"]+@/gi, `$1${MASK}@`],
  [/([?&](?:token|key|secret|password|signature|ticket|auth)=)[^&\s"']+/gi, `$1${MASK}`],
  // `password: x`, `"token": "x"`, `API_KEY=x`: of a name that ends in one of these words.
  [
    /((?:^|[\s"'{,;])[A-Za-z0-9_.-]*(?:password|passphrase|passwd|secret|token|credential|api_?key|cluster_api_key|private_?key)["']?\s*[:=]\s*)("[^"\n]*"|'[^'\n]*'|[^\s,;}\n]+)/gim,
    `$1${MASK}`,
  ],
  // Hashes of passwords as crypt(3) writes them.
  [/\$(?:1|2[aby]|5|6|y|argon2id?)\$[./A-Za-z0-9$=,+-]{16,}/g, MASK],
]

/** The text without secrets. @param known secrets by their very letters, which are taken out wherever they stand */
export function masked(text: string, known: readonly string[] = []): string {
  const without = known
    .filter((secret) => secret.length >= 6)
    .reduce((left, secret) => left.replaceAll(secret, MASK), text)
  return PATTERNS.reduce((left, [pattern, by]) => left.replace(pattern, by), without)
}
