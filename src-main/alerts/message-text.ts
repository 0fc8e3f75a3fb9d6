import type { Alert } from '#contract/alert.ts'
import type { Notice } from './notice.ts'

/** A notice as an e-mail: who reads it at night finds what, since when, from what it was told, and the one thing to do. */
export function mailOf(
  { what, alerts }: Notice,
  cluster: string,
  panel_url: string,
): { subject: string; text: string } {
  const foot = `\n-- \nHeadwater, ${cluster}\nWho is told what: ${panel_url}/settings/notifications\n`
  if (what === 'test') {
    const text = 'This is a test. Alerts of this cluster will come here.\n'
    return { subject: subject(cluster, 'a test'), text: text + foot }
  }
  const [first] = alerts
  if (what === 'digest' || first === undefined) {
    const open = alerts.filter(({ cleared_at }) => cleared_at === null).length
    const said = `${alerts.length} alerts: ${open} raised, ${alerts.length - open} over`
    return {
      subject: subject(cluster, said),
      text: alerts.map((alert) => paragraph(alert, panel_url)).join('\n') + foot,
    }
  }
  const title = what === 'cleared' ? `over: ${first.title}` : first.title
  return { subject: subject(cluster, title), text: paragraph(first, panel_url) + foot }
}

// A name of a node or a stream has no line breaks, but it is an alert's text that goes into a header here.
const subject = (cluster: string, text: string) => `[${cluster}] ${text}`.replaceAll(/[\r\n]+/g, ' ').slice(0, 200)

function paragraph(
  { title, text, cleared_at, raised_at, last_good_at, evidence, action }: Alert,
  panel_url: string,
): string {
  const lines =
    cleared_at === null
      ? [
          title,
          text,
          `Since ${raised_at}.`,
          ...(last_good_at === null ? [] : [`Last known to be well: ${last_good_at}.`]),
        ]
      : [`Over: ${title}`, `From ${raised_at} to ${cleared_at}.`]
  const shown =
    cleared_at === null ? [...evidence.map((line) => `  - ${line}`), `${action.text}: ${panel_url}${action.path}`] : []
  return `${[...lines, ...shown].join('\n')}\n`
}
