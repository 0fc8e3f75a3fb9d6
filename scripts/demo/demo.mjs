import { join } from 'node:path'
import { root } from '../bundles.mjs'

const stream = 'live/demo'
const edges = ['edge-1', 'edge-2']
const picture = join(root, 'scripts', 'demo', 'test-picture.flv')

const edgeDeadlineMs = 20_000
const playableDeadlineMs = 20_000
/** Time between two attempts to publish, and to watch. */
const againMs = 2_000
/** Enough to hold the headers and the beginning of a picture, not just an answer that never goes on. */
const firstBytes = 4_096

/**
 * Adds two edges and the test picture to a running origin, and tells where to watch once both edges really serve it.
 *
 * @param {object} demo
 * @param {(args: string[], options: object) => import('../started-program.mjs').StartedProgram} demo.start
 * @param {object} demo.ready what the origin printed
 * @returns {Promise<boolean>} false when there is nothing to watch; the reason has been told
 */
export async function startDemo({ start, ready, say, log, signal }) {
  if (ready.node === null) {
    say('The demo publishes to the node beside the origin, and this origin runs without one (own_node is false).')
    return false
  }
  say('Starting two edges and the test picture ...')
  const programs = edges.map((name) =>
    start(
      [
        'node',
        'run',
        ...['--origin', ready.url, '--token-file', '-', '--name', name],
        ...[
          '--data-dir',
          join(ready.data_dir, 'demo', name),
          '--rtmp-port',
          '0',
          '--media-port',
          '0',
          '--print',
          'json',
        ],
      ],
      {
        name,
        input: ready.enrollment_token,
        // A headwater.yaml with a node section is about a node of its own, not about these two.
        environment: { HEADWATER_CONFIG: '' },
        onLog: (line) => log.write(name, line),
      },
    ),
  )
  publish({ start, ready, say, log, signal })
  const joined = await Promise.all(programs.map((program) => program.ready(edgeDeadlineMs)))
  if (signal.aborted) return false
  const missing = programs.filter((_, at) => joined[at] === undefined)
  if (missing.length > 0) {
    say(
      `${missing.map(({ name }) => name).join(' and ')} did not join; what was logged is in ${join(ready.data_dir, 'logs')}.`,
    )
    return false
  }
  const urls = joined.map(({ media_url }) => `${media_url}/${stream}.flv`)
  const plays = await Promise.all(urls.map((url) => playsWithin(url, playableDeadlineMs, signal)))
  if (signal.aborted) return false
  if (plays.includes(false)) {
    say(
      `${urls.filter((_, at) => !plays[at]).join(' and ')} did not play; what was logged is in ${join(ready.data_dir, 'logs')}.`,
    )
    return false
  }
  for (const program of programs) {
    void program.exited.then(({ code, signal: by }) => {
      if (!signal.aborted)
        say(`${program.name} ended (${by ?? `exit code ${code}`}); the panel shows it as offline in a moment.`)
    })
  }
  for (const url of urls) void watch(url, signal)
  say('A test picture is published to the origin and playable on both edges:')
  say()
  for (const [at, url] of urls.entries()) say(`  ${edges[at]}          ${url}   (process ${joined[at].pid})`)
  say()
  return true
}

/** Keeps the test picture on air until the demo ends. */
function publish({ start, ready, say, log, signal }) {
  const url = `${ready.node.rtmp_url}/${stream}`
  const program = start(['node', 'publish', picture, url, '--loop'], {
    name: 'test-picture',
    onLog: (line) => log.write('test-picture', line),
  })
  void program.exited.then(({ code, signal: by }) => {
    if (signal.aborted) return
    say(`The test picture went off air (${by ?? `exit code ${code}`}); publishing it again.`)
    setTimeout(() => {
      if (!signal.aborted) publish({ start, ready, say, log, signal })
    }, againMs)
  })
}

/** One viewer on an edge for as long as the demo runs, so that the panel shows streams that flow and not an idle cluster. */
async function watch(url, signal) {
  while (!signal.aborted) {
    try {
      const response = await fetch(url, { signal })
      for await (const _ of response.body ?? []);
    } catch (error) {
      if (!(error.name === 'AbortError' || error instanceof TypeError)) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, againMs).unref())
  }
}

/** Whether a stream comes from this URL within the time; asks again while the publisher or the edge gets ready. */
async function playsWithin(url, deadlineMs, signal) {
  const until = performance.now() + deadlineMs
  while (performance.now() < until && !signal.aborted) {
    if (await playsNow(url, until - performance.now(), signal)) return true
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return false
}

async function playsNow(url, deadlineMs, signal) {
  const enough = new AbortController()
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, enough.signal, AbortSignal.timeout(Math.max(1, Math.ceil(deadlineMs)))]),
    })
    if (!response.ok || response.body === null) return false
    let received = 0
    for await (const chunk of response.body) {
      if (received === 0 && Buffer.from(chunk.subarray(0, 3)).toString('latin1') !== 'FLV') return false
      received += chunk.length
      if (received >= firstBytes) return true
    }
    return false
  } catch (error) {
    // Refused, reset, or out of time: not playable yet. Anything else is a mistake in this file.
    if (error.name === 'AbortError' || error.name === 'TimeoutError' || error instanceof TypeError) return false
    throw error
  } finally {
    enough.abort()
  }
}
