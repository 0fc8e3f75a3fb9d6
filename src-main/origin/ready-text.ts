import type { Origin } from './start-origin.ts'

/** What a person reads when the origin is ready: how to open it, publish to it, and add to it. */
export function readyText(origin: Origin): string {
  const { node } = origin
  const lines = [
    '',
    'Headwater is running.',
    '',
    `  Control panel   ${origin.createSignInUrl()}`,
    '                  (opens signed in; works once, within an hour. Another link: headwater origin sign-in-link)',
  ]
  if (node === null) {
    lines.push('  Media           no node beside the origin; add one')
  } else {
    lines.push(
      `  Publish to      ${node.rtmp_url}/live/NAME      (OBS: server ${node.rtmp_url}/live, stream key NAME)`,
      `  Watch at        ${node.media_url}/live/NAME.flv`,
    )
  }
  if (origin.reachable_from_outside) {
    lines.push(
      `  Add a node      headwater node run --origin ${origin.join_url} --token TOKEN`,
      '                  (the panel makes tokens: Nodes, Add a node)',
    )
  } else {
    lines.push(
      '  Add a node      only programs on this machine reach this origin. To add other machines start it with',
      '                  --host 0.0.0.0 (and --advertise-host NAME, if they know this one by a name)',
    )
  }
  const live_state = { redis_managed: 'Redis, run by the origin', redis_external: 'Redis', memory: 'memory' }
  lines.push(`  Data            ${origin.data_dir}`, `  Live state      ${live_state[origin.live_state]}`, '')
  return `${lines.join('\n')}\n`
}
