import type { BoxCheck, BoxReport } from '#contract/provisioning.ts'
import type { SshError } from './ssh-errors.ts'

const SIGNS: Readonly<Record<BoxCheck['outcome'], string>> = { pass: 'ok  ', warn: 'warn', block: 'STOP' }

/** A report as people read it in a terminal. */
export function formatReport({ host, host_key, checks, outcome }: BoxReport): string {
  const width = Math.max(0, ...checks.map(({ title }) => title.length))
  const lines = checks.flatMap(({ title, outcome: each, found, remedy }) => [
    `  ${SIGNS[each]}  ${title.padEnd(width)}  ${clean(found)}`,
    ...(remedy === null ? [] : [`        ${' '.repeat(width)}-> ${clean(remedy)}`]),
  ])
  const count = (wanted: BoxCheck['outcome']) => checks.filter(({ outcome: each }) => each === wanted).length
  return `${host}  (host key ${host_key.algorithm} ${host_key.fingerprint})\n\n${lines.join('\n')}\n\n${summary()} Nothing was changed on it.\n`

  function summary(): string {
    if (host_key.state === 'unconfirmed') return 'Confirm the host key, then look again.'
    if (outcome === 'pass') return 'This box is ready to become an edge.'
    if (outcome === 'warn') return `This box can become an edge; ${many(count('warn'), 'thing')} to know about.`
    return `This box cannot become an edge yet; ${many(count('block'), 'thing')} to settle first.`
  }
}

/** A failure as people read it in a terminal: what failed, what to do, where to look it up, and last what the library said. */
export function formatFailure({ message, hint, details }: SshError): string {
  const fingerprints =
    typeof details.confirmed === 'string' && typeof details.shown === 'string'
      ? [`  confirmed: ${details.confirmed}`, `  shown now: ${details.shown}`]
      : []
  const raw = typeof details.raw === 'string' ? `, it reported: ${details.raw}` : ''
  return [
    clean(message),
    ...fingerprints,
    ...(hint === null ? [] : [clean(hint)]),
    `(${details.reference}${clean(raw)})`,
    '',
  ].join('\n')
}

/** What a box says must not move the cursor or change colours of the terminal it is read in. */
function clean(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ')
}

function many(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}
