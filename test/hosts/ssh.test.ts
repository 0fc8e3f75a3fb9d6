import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SshTarget } from '#contract/provisioning.ts'
import type { Box } from '../../src-main/provisioning/box.ts'
import { lookAtBox } from '../../src-main/provisioning/boxes.ts'
import { loadImage } from '../../src-main/provisioning/engine/load-image.ts'
import { fromFile } from '../../src-main/provisioning/file-upload.ts'
import type { HostKey } from '../../src-main/provisioning/host-key.ts'
import { openBox } from '../../src-main/provisioning/open-box.ts'
import type { RunNotes, StepContext } from '../../src-main/provisioning/runs/step.ts'
import type { KnownHostKey, KnownHosts } from '../../src-main/provisioning/ssh-connection.ts'
import type { SshError } from '../../src-main/provisioning/ssh-errors.ts'
import { firewallStep } from '../../src-main/provisioning/steps/firewall-step.ts'
import { type BoxUser, haveBoxes, startBox, type TestBox } from '../harness/boxes.ts'
import { putNftables } from '../harness/guarded-box.ts'
import { printFigures } from '../harness/print-figures.ts'
import { type TempDir, tempDir } from '../harness/temp-dir.ts'
import { waitFor } from '../harness/wait-for.ts'

const never = new AbortController().signal

/** Logs in, does something there, and leaves. */
async function on<Value>(
  target: SshTarget,
  work: (box: Box) => Promise<Value>,
  known_hosts?: KnownHosts,
): Promise<Value> {
  const opening = await openBox(target, never, known_hosts && { known_hosts })
  if (opening.state !== 'open') throw new Error(`the key of ${opening.host} is not confirmed`)
  await using _open = opening
  return await work(opening.box)
}

async function failure(promise: Promise<unknown>): Promise<SshError> {
  return promise.then(
    () => {
      throw new Error('it did not fail')
    },
    (error: unknown) => error as SshError,
  )
}

const whoAmI = async (box: Box) => `${box.root_access} ${(await box.runAsRoot('id -un', {}, never)).stdout.trim()}`
const password = (user: BoxUser) => ({ user, key: null, password: user })

describe.skipIf(!haveBoxes())('logging in to a fresh box', () => {
  let box: TestBox
  beforeAll(async () => {
    box = await startBox()
  })
  afterAll(() => box?.[Symbol.asyncDispose]())

  test.each([
    ['as root with a password', password('root'), 'is_root root'],
    ['as root with a key', {}, 'is_root root'],
    ['with an RSA key and its passphrase', { key: 'id_rsa_enc', user: 'ops' }, 'sudo root'],
    ['with sudo that asks for the password', password('edge'), 'sudo_with_password root'],
  ] as const)('%s', async (_, login, expected) => {
    expect(await on(await box.target(login), whoAmI)).toBe(expected)
  })

  test('without a way to be root, nothing is done as root, and the report says why', async () => {
    const target = await box.target(password('guest'))
    expect((await failure(on(target, whoAmI))).code).toBe('ssh_no_root')
    const wrong = await box.target({ user: 'edge', key: null, password: 'guess' })
    expect((await failure(on(wrong, whoAmI))).code).toBe('ssh_auth_refused')
  })

  test('a secret arrives under sudo with a password, as root’s alone, and is on no command line', async () => {
    const secret = `token-${randomBytes(12).toString('hex')}`
    const target = await box.target(password('edge'))
    await on(target, async (open) => {
      const path = '/etc/headwater-secret'
      // Looks at every command line until the secret is in its place.
      const seen: string[] = []
      const script = `until [ -e ${path} ]; do cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '; echo; done`
      const options = { timeout_ms: 50_000, onOutput: (line: string) => void seen.push(line) }
      const watching = open.run(script, options, never)
      await waitFor('the watch has begun', () => seen.length > 0)
      await open.upload({ source: secret, path, mode: 0o600, owner: 'root:root', as_root: true }, never)
      await watching
      const stdout = seen.join('\n')
      expect(stdout).toContain('sudo')
      expect(stdout).not.toContain(secret)
      expect(stdout).not.toContain(Buffer.from(secret).toString('base64').slice(0, 16))
      expect((await open.download(path, { limit_bytes: 1000, as_root: true }, never))?.toString()).toBe(secret)
    })
    expect(await box.inside('stat -c "%U:%G %a" /etc/headwater-secret')).toBe('root:root 600\n')
  })

  test('over IPv6, and through another box that knows it by that address', async () => {
    await using jump = await startBox()
    await box.inside('ip addr add fd00:4857::1/64 dev eth0 nodad')
    await jump.inside('ip addr add fd00:4857::2/64 dev eth0 nodad')
    const { jump: _none, ...hop } = await jump.target({ user: 'guest', key: 'id_ed25519' })
    const target = await box.target({ host: 'fd00:4857::1', jump: [hop] })
    expect(await on(target, whoAmI)).toBe('is_root root')
    const inside = await box.inside(
      'journalctl -u ssh --no-pager -o cat | tail -n 20; cat /var/log/auth.log 2>/dev/null | tail -n 20',
    )
    expect(inside).toContain('fd00:4857::2')
  })

  test('the report has every group, and says what is in the way', async () => {
    const taker =
      'use IO::Socket; my $s = IO::Socket::INET->new(Listen => 1, LocalPort => 1935, ReuseAddr => 1) or die; sleep 600'
    await box.inside('cat > /root/taker.pl', { input: taker })
    await box.inside('systemd-run -q --unit=taker perl /root/taker.pl')
    await waitFor('the port is taken', () => box.says('ss -Hltn sport = :1935 | grep -q LISTEN'), {
      deadline_ms: 10_000,
    })
    const target = await box.target(password('edge'))
    const report = await on(target, (open) =>
      lookAtBox(
        open,
        box.ip,
        { algorithm: 'ssh-ed25519', fingerprint: 'x' },
        { ports: [{ port: 1935, purpose: 'RTMP' }], origin_url: null, cluster_id: 'main' },
        never,
      ),
    )
    const found = (id: string) => report.checks.find((check) => check.id === id)
    expect(new Set(report.checks.map(({ group }) => group))).toEqual(
      new Set(['access', 'system', 'docker', 'network', 'kernel', 'cluster']),
    )
    expect(found('network.ports')).toMatchObject({
      outcome: 'block',
      found: expect.stringContaining('in use by perl') as string,
    })
    expect(found('cluster.node')).toMatchObject({ outcome: 'pass', found: 'The box is free.' })
    expect(found('system.distribution')?.outcome).toBe('pass')
    expect(found('network.address')?.found).toContain(box.ip)
    expect(report.checks.filter((check) => check.found.startsWith('Could not be looked at'))).toEqual([])
  })

  test('a key that changed with an installation is a hard stop, until it is replaced', async () => {
    const kept = new Map<string, KnownHostKey>()
    const known: KnownHosts = {
      find: (host) => [kept.get(host)].filter((each) => each !== undefined),
      confirmed: (host, _port, key: HostKey) => kept.set(host, { ...key, confirmed_at: '2026-11-01T00:00:00.000Z' }),
    }
    await using own = await startBox({ own_address: true })
    const before = await own.fingerprint()
    expect(await on(await own.target(), whoAmI, known)).toBe('is_root root')
    expect(await on(await own.target({ host_key_fingerprint: null }), whoAmI, known)).toBe('is_root root')
    await own.reinstall()
    const after = await own.fingerprint()
    const error = await failure(on(await own.target(), whoAmI, known))
    expect(error.code).toBe('ssh_host_key_changed')
    expect(error.details).toMatchObject({ confirmed: before, confirmed_at: '2026-11-01T00:00:00.000Z', shown: after })
    kept.clear()
    expect(await on(await own.target(), whoAmI, known)).toBe('is_root root')
  })
})

describe.skipIf(!haveBoxes())('files for a box', () => {
  let box: TestBox
  let temp: TempDir
  let file: string
  const bytes = 96 * 1024 * 1024
  let sha256: string
  beforeAll(async () => {
    temp = await tempDir()
    file = join(temp.path, 'image.tar')
    const content = randomBytes(bytes)
    sha256 = createHash('sha256').update(content).digest('hex')
    await writeFile(file, content)
    box = await startBox()
  })
  afterAll(async () => {
    await box?.[Symbol.asyncDispose]()
    await temp?.[Symbol.asyncDispose]()
  })
  const source = (start: number) => fromFile(file)(start)

  test('an upload that a cut network ends goes on where it was', async () => {
    const target = await box.target({ user: 'ops' })
    const path = '/opt/image.tar'
    // Slow enough to be cut in the middle.
    const slow = (start: number) =>
      Readable.from(
        (async function* () {
          for await (const chunk of source(start)) {
            yield chunk as Buffer
            await new Promise((resolve) => setTimeout(resolve, 30))
          }
        })(),
        { objectMode: false },
      )
    let cut: Promise<void> | null = null
    const error = await failure(
      on(target, (open) =>
        open.upload(
          {
            ...{ source: slow, bytes, sha256, path, mode: 0o644, as_root: true },
            onProgress: (done) => {
              if (done > 24 * 1024 * 1024) cut ??= box.partition('on')
            },
          },
          never,
        ),
      ),
    )
    expect(error.code).toBe('ssh_connection_lost')
    await cut
    await box.partition('off')
    const progress: number[] = []
    await on(target, (open) =>
      open.upload(
        { source, bytes, sha256, path, mode: 0o644, as_root: true, onProgress: (done) => progress.push(done) },
        never,
      ),
    )
    expect(progress[0]).toBeGreaterThan(8 * 1024 * 1024)
    expect(await box.inside(`sha256sum ${path}; ls -A /opt`)).toBe(`${sha256}  ${path}\nimage.tar\n`)
  })

  test('an image-sized file goes over at 50 MB/s, or at four fifths of what scp does', {
    timeout: 180_000,
  }, async () => {
    const target = await box.target()
    const scp = async () => {
      const began = performance.now()
      const options = [
        '-q',
        '-o',
        'StrictHostKeyChecking=no',
        '-o',
        'UserKnownHostsFile=/dev/null',
        '-i',
        join(temp.path, 'key'),
      ]
      await promisify(execFile)('scp', [...options, file, `root@${box.ip}:/root/scp.tar`])
      return bytes / 1e6 / ((performance.now() - began) / 1000)
    }
    const upload = () =>
      on(target, async (open) => {
        await box.inside('rm -f /root/up.tar')
        const began = performance.now()
        let over = began
        await open.upload(
          {
            ...{ source, bytes, sha256, path: '/root/up.tar', mode: 0o600 },
            onProgress: (done) => {
              if (done === bytes) over = performance.now()
            },
          },
          never,
        )
        return bytes / 1e6 / ((over - began) / 1000)
      })
    await writeFile(join(temp.path, 'key'), box.privateKey('id_ed25519'), { mode: 0o600 })
    // In turn, so that both meet the same load of this machine; the best of each counts, and a busy moment is waited out.
    const best = { upload: 0, scp: 0 }
    const enough = () => best.upload >= 50 || best.upload >= 0.8 * best.scp
    for (let round = 0; round < 2 || (round < 6 && !enough()); round += 1) {
      best.upload = Math.max(best.upload, await upload())
      best.scp = Math.max(best.scp, await scp())
    }
    printFigures({ upload_mb_per_s: Math.round(best.upload), scp_mb_per_s: Math.round(best.scp) })
    expect(enough()).toBe(true)
  })
})

describe.skipIf(!haveBoxes())('a box with a narrow SSH server and Docker', () => {
  let box: TestBox
  beforeAll(async () => {
    box = await startBox({
      flavor: 'docker',
      sshd: [
        'PasswordAuthentication no',
        'KbdInteractiveAuthentication yes',
        'MaxSessions 1',
        'AllowStreamLocalForwarding no',
      ],
    })
    await waitFor('Docker answers', () => box.says('docker version >/dev/null 2>&1'), {
      deadline_ms: 60_000,
      every_ms: 500,
    })
  })
  afterAll(() => box?.[Symbol.asyncDispose]())

  test.each(['edge', 'root'] as const)(
    'user %s answers its question with the password, and steers the engine by a command',
    async (user) => {
      await on(await box.target(password(user)), async (open) => {
        const docker = await open.engine(never)
        await Promise.all(Array.from({ length: 5 }, () => docker.ping()))
        expect((await docker.info()).Containers).toBe(0)
        const garbage = loadImage(
          docker,
          Readable.from([randomBytes(100_000)], { objectMode: false }),
          () => undefined,
          never,
        )
        await expect(garbage).rejects.toThrow(/could not load the image|unexpected EOF|archive/i)
        // The connection is of use afterwards.
        expect((await docker.ping()).toString()).toBe('OK')
      })
    },
  )
})

describe.skipIf(!haveBoxes())('a firewall of nftables', () => {
  test('gets the rules of the run, keeps them over a reload, and loses them and nothing else', async () => {
    await using box = await startBox()
    await putNftables(box)
    const before = await box.inside('nft list ruleset')
    const files = () =>
      box.inside('find /etc -newer /etc/nftables.conf -type f -path "*headwater*"; ls /etc/systemd/system')
    const filesBefore = await files()
    const step = firewallStep(() => ({
      firewall: 'open',
      ports: [
        { port: 1935, protocol: 'tcp' },
        { port: 443, protocol: 'udp' },
      ],
    }))
    await on(await box.target(password('edge')), async (open) => {
      const context = contextOf(open)
      expect(await step.check(context, never)).toMatchObject({
        state: 'to_do',
        found: 'nftables keeps out 1935/tcp, 443/udp.',
      })
      await step.apply(context, never)
      await step.apply(context, never)
      expect(await step.verify(context, never)).toBe('nftables lets 1935/tcp, 443/udp in.')
      expect((await step.check(context, never)).state).toBe('done')
      await box.inside('systemctl reload nftables')
      await box.inside('systemctl restart nftables')
      expect(await step.verify(context, never)).toContain('lets 1935/tcp')
      expect((await box.inside('nft list ruleset')).match(/headwater-node/g)).toHaveLength(2)
      await step.undo?.(context, never)
      await step.undo?.(context, never)
    })
    expect(await box.inside('nft list ruleset')).toBe(before)
    expect(await files()).toBe(filesBefore)
  })
})

/** As much of a run as a step by itself needs. */
function contextOf(box: Box): StepContext {
  const facts = new Map<string, unknown>()
  const notes = {
    get: (key: string) => facts.get(key),
    set: (key: string, value: unknown) => void facts.set(key, value),
    seal: () => undefined,
    unseal: () => undefined,
  } as unknown as RunNotes
  const nothing = () => undefined
  return {
    run_id: 'r1',
    kind: 'provision',
    box,
    notes,
    log: nothing,
    progress: nothing,
    mask: nothing,
  } as unknown as StepContext
}
