import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { DATA_DIR, SETTINGS_FILE } from '../steps/node-place.ts'
import { DROP_IN, dropInText, MARKER_FILE, PROGRAM_DIR, UNIT_FILE } from '../steps/service-place.ts'
import { places, rollBackScript, switchScript, tidyScript } from './node-forms.ts'
import { nextOf } from './staged-files.ts'

/** A box as a folder: the scripts' places are in it, and its systemctl and docker only note what they are told. */
let root: string
const at = (place: string) => join(root, place)
const put = (place: string, text: string, mode = 0o644) => {
  mkdirSync(dirname(at(place)), { recursive: true })
  writeFileSync(at(place), text)
  chmodSync(at(place), mode)
}
const read = (place: string) => (existsSync(at(place)) ? readFileSync(at(place), 'utf8') : null)
const calls = () => (read('/calls') ?? '').split('\n').filter(Boolean)
const left = () =>
  execFileSync('sh', [
    '-c',
    `cd ${root}; find etc opt -name '*.next' -o -name '*.previous' -o -name '*.failed' -o -name '*.new'`,
  ])

function run(script: string, before = ''): void {
  const inside = script.replaceAll(/(?<![\w$])\/(etc|opt|var)\//g, `${root}/$1/`)
  execFileSync('sh', ['-c', `${before}\n${inside}`], {
    env: { PATH: `${at('/bin')}:${process.env.PATH}`, CALLS: at('/calls') },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hw-switch-'))
  put('/bin/systemctl', '#!/bin/sh\necho "systemctl $*" >> "$CALLS"\n', 0o755)
  put(`${PROGRAM_DIR}/version`, 'old')
  put(SETTINGS_FILE, 'old settings', 0o640)
  put(UNIT_FILE, 'old unit')
  put(MARKER_FILE, 'version=1\n')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const old = () => ({
  program: 'old',
  settings: 'old settings',
  unit: 'old unit',
  marker: 'version=1\n',
  ports: null,
})
const now = () => ({
  program: read(`${PROGRAM_DIR}/version`),
  settings: read(SETTINGS_FILE),
  unit: read(UNIT_FILE),
  marker: read(MARKER_FILE),
  ports: read(DROP_IN),
})
const stageAll = () => {
  put(`${places.service.next}/version`, 'new')
  put(nextOf('settings'), 'new settings', 0o600)
  put(nextOf('unit'), 'new unit')
  put(nextOf('marker'), 'version=2\n')
  put(nextOf('ports'), dropInText(true))
}
const after = {
  program: 'new',
  settings: 'new settings',
  unit: 'new unit',
  marker: 'version=2\n',
  ports: dropInText(true),
}

describe('the switch of a service', () => {
  test('takes program, unit, settings, note and rights together, and goes back to all of them', () => {
    stageAll()
    run(switchScript('service'))
    expect(now()).toEqual(after)
    expect(statSync(at(SETTINGS_FILE)).mode & 0o777).toBe(0o640)
    expect(calls()).toEqual([
      'systemctl stop headwater-node.service',
      'systemctl daemon-reload',
      'systemctl reset-failed headwater-node.service',
      'systemctl start headwater-node.service',
    ])
    run(rollBackScript('service'))
    expect(now()).toEqual(old())
    expect(existsSync(dirname(at(DROP_IN)))).toBe(false)
    expect(read(`${places.service.failed}/version`)).toBe('new')
    run(tidyScript('service'))
    expect(String(left())).toBe('')
  })

  test('with settings alone leaves the program where it is, and takes rights away', () => {
    put(DROP_IN, dropInText(true))
    put(nextOf('settings'), 'new settings')
    put(nextOf('ports'), '')
    run(switchScript('service'))
    expect(now()).toEqual({ ...old(), settings: 'new settings' })
    run(rollBackScript('service'))
    expect(now()).toEqual({ ...old(), ports: dropInText(true) })
  })

  test('that was done is forgotten by tidying up, and nothing is gone back to any more', () => {
    stageAll()
    run(switchScript('service'))
    run(tidyScript('service'))
    expect(String(left())).toBe('')
    run(rollBackScript('service'))
    expect(now()).toEqual(after)
  })

  test('that an earlier run left is cleared for the next one, which keeps what it has brought', () => {
    stageAll()
    put(`${places.service.previous}/version`, 'older')
    run(tidyScript('service', 'next'))
    expect([read(nextOf('marker')), read(`${places.service.previous}/version`)]).toEqual([null, null])
    expect(read(`${places.service.next}/version`)).toBe('new')
  })

  test.each([
    ['forward', switchScript('service'), after],
    ['back', rollBackScript('service'), old()],
  ] as const)('broken off anywhere, it goes on there: %s', (way, script, wanted) => {
    for (let moves = 0; moves < 12; moves += 1) {
      rmSync(at('/opt'), { recursive: true, force: true })
      rmSync(at('/etc'), { recursive: true, force: true })
      put(`${PROGRAM_DIR}/version`, 'old')
      put(SETTINGS_FILE, 'old settings')
      put(UNIT_FILE, 'old unit')
      put(MARKER_FILE, 'version=1\n')
      stageAll()
      if (way === 'back') run(switchScript('service'))
      // Killed at its n-th exchange of a name.
      const dying = `left=${moves}\nmv() { [ "$left" -gt 0 ] || kill -9 $$; left=$((left - 1)); command mv "$@"; }`
      try {
        run(script, dying)
      } catch {
        // That is what was asked for.
      }
      run(script)
      expect(now(), `after ${moves} moves`).toEqual(wanted)
    }
  })
})

describe('the switch of a container', () => {
  const docker = (user: string) =>
    put(
      '/bin/docker',
      `#!/bin/sh
echo "docker $*" >> "$CALLS"
case "$*" in *Config.User*) echo ${user} ;; inspect*-previous) exit 1 ;; esac
`,
      0o755,
    )

  test('gives the data to the user that it runs as, and only where they are somebody else’s', () => {
    mkdirSync(at(DATA_DIR), { recursive: true })
    put('/bin/chown', '#!/bin/sh\necho "chown $*" >> "$CALLS"\n', 0o755)
    const { uid, gid } = statSync(at(DATA_DIR))
    docker(`${uid}:${gid}`)
    run(switchScript('container'))
    expect(calls().some((call) => call.startsWith('chown'))).toBe(false)
    docker('4711:4711')
    run(switchScript('container'))
    expect(calls()).toContain(`chown -R 4711:4711 ${at(DATA_DIR)}`)
    expect(calls().at(-1)).toBe('docker start headwater-node')
  })
})
