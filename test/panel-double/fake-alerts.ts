import { randomUUID } from 'node:crypto'
import { type Alert, alertRuleSchema } from '#contract/alert.ts'
import { render, say } from '#contract/sentence.ts'

/** What the origin says of a node whose disk is short of room. */
const title = say`The disk of node ${'studio-7'} has little room left`
const text = say`Streams go on. But its next version needs room, and a full disk takes its logs and what it keeps for the time without an origin. On the machine, \`docker system df\`, \`journalctl --disk-usage\` and \`du -xh /\` tell what takes it.`
const evidence = [say`${'3.2'} of ${'40.0'} GiB free`]
const inSentences = {
  ...{ title: render(title), text: render(text), evidence: evidence.map((line) => render(line)) },
  sentences: { title, text, evidence },
}

/**
 * One open alert of every rule, in the origin's own words. They are about nothing that the cluster has. One has its words as they can be told in
 * other languages, the others are as an origin of before has them.
 */
export function alertOfEveryRule(): Alert[] {
  const raised_at = new Date().toISOString()
  return alertRuleSchema.options.map((rule) => ({
    ...{ id: randomUUID(), rule, severity: 'warning' as const, raised_at, cleared_at: null, quiet: null },
    subject: { kind: 'origin' as const, id: rule, name: 'studio-7' },
    title: 'There is something the matter with studio-7',
    text: 'This is what the origin says of it, with figures.',
    last_good_at: null,
    evidence: ['this is what it was told from'],
    action: { text: 'Look at the thing', path: '/settings' },
    ...(rule === 'node_disk_low' ? inSentences : {}),
  }))
}
