/** Severities that keep a release back. */
const GRAVE = ['high', 'critical']

/**
 * What an answer of `npm audit --json` comes to: `clean`, `found` (something grave), or `not_checked`, because the registry did not answer.
 *
 * @param {string} output
 * @returns {{ kind: 'clean' | 'found' | 'not_checked', text: string }}
 */
export function readAudit(output) {
  const answer = parse(output)
  const counts = answer?.metadata?.vulnerabilities
  if (counts === undefined) {
    const why = answer?.message ?? answer?.error?.summary ?? 'npm audit said nothing that can be read'
    return {
      kind: 'not_checked',
      text: `NOT CHECKED: the registry does not say which packages have known weaknesses (${why}). Run this where the registry does.`,
    }
  }
  const grave = Object.values(answer.vulnerabilities ?? {}).filter(({ severity }) => GRAVE.includes(severity))
  const { low = 0, moderate = 0 } = counts
  const rest = `${low + moderate} of low or moderate severity, in ${answer.metadata.dependencies?.total ?? '?'} packages`
  if (grave.length === 0) return { kind: 'clean', text: `No weakness of high or critical severity is known; ${rest}.` }
  const lines = grave.map(({ name, severity, range, via }) => {
    const what = via.map((one) => (typeof one === 'string' ? one : `${one.title} ${one.url}`)).join('; ')
    return `  ${severity}: ${name} ${range} (${what})`
  })
  return { kind: 'found', text: [`${grave.length} packages have known weaknesses; ${rest}.`, ...lines].join('\n') }
}

function parse(output) {
  try {
    return JSON.parse(output)
  } catch {
    return null
  }
}
