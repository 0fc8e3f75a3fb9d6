import { randomBytes } from 'node:crypto'

/** Directives of a content security policy by name, as helmet takes them. */
type Directives = Readonly<Record<string, readonly string[]>>

/** For all that is no page of the panel: answers of the API, files, errors. As a page of its own none of it loads or runs anything. */
export const ANSWER_POLICY: Directives = {
  'default-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
}

/** Stands in the panel's page where the nonce of its styles belongs; the panel reads it from there. */
export const NONCE_PLACE = '__STYLE_NONCE__'

/** A nonce for one answer. */
export function newStyleNonce(): string {
  return randomBytes(16).toString('base64')
}

/**
 * The policy of the panel's page, as the header's value. What each part is for: docs/decisions/0045-content-security-policy.md.
 * @param nonce of this answer alone: style elements that carry it count
 */
export function panelPolicy(nonce: string): string {
  return headerValue({
    ...ANSWER_POLICY,
    'script-src': ["'self'"],
    'style-src': ["'self'", `'nonce-${nonce}'`],
    'img-src': ["'self'"],
    'connect-src': ["'self'"],
    'media-src': ['blob:'],
    'frame-src': ["'none'"],
    'object-src': ["'none'"],
    'worker-src': ["'self'"],
    'require-trusted-types-for': ["'script'"],
    'trusted-types': ['default'],
  })
}

/** File of the panel that runs as the worker through which it reaches the nodes, also as the build compressed it. */
const DOOR = /[\\/]assets[\\/]media-door-[\w-]+\.js(\.(br|gz))?$/

/**
 * The policy of a file of the panel, as the header's value; null where it has none of its own. A worker has the policy that its script
 * came with: that of the door lets it ask every node, wherever that is, and what it asks it decides itself.
 */
export function policyOfFile(file: string): string | null {
  return DOOR.test(file) ? headerValue({ ...ANSWER_POLICY, 'connect-src': ["'self'", 'http:', 'https:'] }) : null
}

function headerValue(directives: Directives): string {
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ')
}
