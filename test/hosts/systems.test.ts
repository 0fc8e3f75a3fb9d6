import { describe, expect, test } from 'vitest'
import type { BoxReport } from '#contract/provisioning.ts'
import { haveBoxes, startBox, type TestBox } from '../harness/boxes.ts'
import type { OriginProgram } from '../harness/origin-program.ts'
import { beginRun, checkBox, originForBoxes, runSucceeds, stepOf, watchFromBox } from '../harness/provisioning.ts'
import { Publisher } from '../harness/publisher.ts'

/** What each system says of itself (os-release(5)), as its own file has it. */
const SYSTEMS = {
  'Debian GNU/Linux 12 (bookworm)': ['ID=debian', 'VERSION_ID="12"', 'VERSION_CODENAME=bookworm'],
  'Debian GNU/Linux 13 (trixie)': ['ID=debian', 'VERSION_ID="13"', 'VERSION_CODENAME=trixie'],
  'Ubuntu 22.04.5 LTS': ['ID=ubuntu', 'ID_LIKE=debian', 'VERSION_ID="22.04"', 'VERSION_CODENAME=jammy'],
  'Ubuntu 24.04.3 LTS': ['ID=ubuntu', 'ID_LIKE=debian', 'VERSION_ID="24.04"', 'VERSION_CODENAME=noble'],
  'Ubuntu 26.04 LTS': ['ID=ubuntu', 'ID_LIKE=debian', 'VERSION_ID="26.04"', 'VERSION_CODENAME=resolute'],
} as const
const OTHERS = {
  'Debian GNU/Linux 11 (bullseye)': ['ID=debian', 'VERSION_ID="11"'],
  'Ubuntu 25.10': ['ID=ubuntu', 'ID_LIKE=debian', 'VERSION_ID="25.10"'],
  'Debian GNU/Linux forky/sid': ['ID=debian'],
  'Raspbian GNU/Linux 12 (bookworm)': ['ID=raspbian', 'ID_LIKE=debian', 'VERSION_ID="12"'],
} as const

/** From now on the box says that it is this. */
const looksLike = (box: TestBox, name: string, lines: readonly string[]) =>
  box.inside('rm -f /etc/os-release && cat > /etc/os-release', {
    input: [`PRETTY_NAME="${name}"`, ...lines, ''].join('\n'),
  })

/** A processor as `uname -m` would name it, before the system's own. */
const hasProcessor = (box: TestBox, machine: string) =>
  box.inside('cat > /usr/local/bin/uname && chmod 755 /usr/local/bin/uname', {
    input: `#!/bin/sh\ncase "$*" in -m) echo ${machine} ;; *) exec /usr/bin/uname "$@" ;; esac\n`,
  })

async function look(
  origin: OriginProgram,
  box: TestBox,
): Promise<(id: string) => BoxReport['checks'][number] | undefined> {
  const report = await checkBox(origin, await box.target())
  return (id) => report.checks.find((check) => check.id === id)
}

describe.skipIf(!haveBoxes())('systems that nodes are made for', () => {
  test('are told by what they say of themselves, for both kinds of processor; all others get a clear no', async () => {
    await using box = await startBox()
    await using origin = await originForBoxes(box)
    for (const [name, lines] of Object.entries(SYSTEMS)) {
      await looksLike(box, name, lines)
      expect((await look(origin, box))('system.distribution')).toMatchObject({ outcome: 'pass', found: name })
    }
    for (const [name, lines] of Object.entries(OTHERS)) {
      await looksLike(box, name, lines)
      expect((await look(origin, box))('system.distribution')).toMatchObject({
        outcome: 'block',
        found: `${name} is not a system that nodes are made for.`,
      })
    }
    for (const [machine, outcome] of [
      ['aarch64', 'pass'],
      ['x86_64', 'pass'],
      ['armv7l', 'block'],
      ['riscv64', 'block'],
    ] as const) {
      await hasProcessor(box, machine)
      expect([machine, (await look(origin, box))('system.architecture')?.outcome]).toEqual([machine, outcome])
    }
  })

  test('get a node without being Debian 12: what is installed asks for nothing of that release', async () => {
    await using box = await startBox({ memory: '512M' })
    await looksLike(box, 'Ubuntu 24.04.3 LTS', SYSTEMS['Ubuntu 24.04.3 LTS'])
    await using origin = await originForBoxes(box)
    await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/show`)
    const { id } = await beginRun(origin, {
      kind: 'provision',
      target: await box.target({ user: 'ops' }),
      node: { name: 'edge-1', form: 'service' },
    })
    const run = await runSucceeds(origin, id)
    expect(stepOf(run, 'program').state).toBe('done')
    await using viewer = await watchFromBox(box, 'live/show')
    await viewer.sees(2)
  })
})
