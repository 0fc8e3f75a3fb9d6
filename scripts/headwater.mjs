#!/usr/bin/env node
/**
 * The `headwater` command. It runs on Node 18 and later: where that is older than the programs need, it starts itself again
 * on the Node 24 in node_modules and is then only a messenger of signals and of the exit code. On Node 24 it loads the
 * program into this very process. Standard output belongs to the program.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { bundles, hasSources, root, staleBundles } from './bundles.mjs'
import { mapStacks } from './mapped-stacks.mjs'
import { findNode24, isNewEnough, noNode24 } from './node-24.mjs'
import { onShellGone } from './orphan-watch.mjs'

const help = `Headwater: the control room of a small live-streaming cluster.

Usage: headwater <command> [options]

  origin                   run an origin: registry, API, control panel, and a node beside them
  origin sign-in-link      print a fresh link that opens the control panel signed in
  node join                enrol this machine in a cluster, without running it yet
  node run                 run a node: take publishers, relay from other nodes, serve viewers
  node status              what the node on this machine is doing
  node publish             publish a video file to a node, as an encoder would
  edge check               look over SSH whether a machine can become an edge
  edge provision           make a machine an edge, over SSH
  edge upgrade             bring a node to the origin's version, or with --all every node
  edge reconfigure         give a node another name, region, ports or addresses
  edge restart             and diagnostics, rotate-identity, decommission, adopt: what else is done with an edge later
  edge host-keys           and forget-host-key, replace-host-key: which host keys machines are known by
  edge runs                and run, resume, cancel, undo: what is being done to machines
  version                  print the version

  headwater <command> --help   what a command takes
`

const [noun = 'help', ...rest] = process.argv.slice(2)
if (['help', '--help', '-h'].includes(noun)) {
  process.stdout.write(help)
} else if (['version', '--version', '-v', '-V'].includes(noun) && rest.length === 0) {
  process.stdout.write(`${JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version}\n`)
} else if (isNewEnough(process.versions.node)) {
  await runProgram()
} else {
  runOnNode24()
}

async function runProgram() {
  tieToParent()
  onShellGone('npx', () => process.kill(process.pid, 'SIGTERM'))
  const bundle = noun === 'node' ? 'node-runtime' : 'origin'
  // An origin that runs starts a node beside it and serves the panel; its other commands need neither.
  const runsOrigin = noun === 'origin' && (rest[0] ?? '-').startsWith('-') && !rest.includes('--help')
  makeReady(runsOrigin ? ['origin', 'node-runtime', 'panel'] : [bundle])
  const program = pathToFileURL(join(root, bundles[bundle].output)).href
  mapStacks(new URL('.', program).href)
  process.argv = [process.execPath, fileURLToPath(import.meta.url), ...(noun === 'node' ? rest : [noun, ...rest])]
  await import(program)
}

/** Builds what is missing or stale, or says how it can be had. */
function makeReady(needed) {
  const stale = staleBundles(needed)
  if (stale.length === 0) return
  if (!stale.every(hasSources)) {
    console.error(
      `This installation is incomplete: ${stale.map((name) => bundles[name].output).join(', ')} is missing. Install Headwater again.`,
    )
    process.exit(69)
  }
  if (!existsSync(join(root, 'node_modules', 'esbuild')) || !existsSync(join(root, 'node_modules', 'vite'))) {
    console.error(
      `Headwater has to be built first, and the tools for that are not installed. Run \`npm ci\` in ${root}, then try again.`,
    )
    process.exit(69)
  }
  console.error(`Building ${stale.join(', ')} ...`)
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs'), ...stale], {
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) process.exit(status ?? 1)
}

function runOnNode24() {
  const node = findNode24(root)
  if (node === undefined) {
    console.error(noNode24(root))
    process.exit(69)
  }
  // Every user of the machine can read the arguments of a process; the program hides a token in its own.
  if (rest.some((argument) => argument.startsWith('--token'))) process.title = `headwater ${noun} ${rest[0]}`
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  onShellGone('npx', () => child.kill('SIGTERM'))
  child.on('error', (error) => {
    console.error(`${node} cannot be started: ${error.message}`)
    process.exit(69)
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    // Ends as the program did, so that whoever started this sees the same.
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

/**
 * Whoever started this with a channel (this file on an older Node, or `npm start`) is one program with it in the eyes of
 * its user: when that one is killed, this one ends too, in the way it was told, and does not stay behind unseen.
 */
function tieToParent() {
  const signal = process.env.HEADWATER_WHEN_PARENT_DIES ?? 'SIGKILL'
  delete process.env.HEADWATER_WHEN_PARENT_DIES
  if (process.channel === undefined || process.channel === null) return
  process.on('disconnect', () => process.kill(process.pid, signal))
  process.channel.unref()
}
