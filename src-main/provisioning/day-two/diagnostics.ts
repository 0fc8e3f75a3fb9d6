import { writeFile } from 'node:fs/promises'
import type { OriginSide } from '../runs/origin-side.ts'
import type { Step, StepContext } from '../runs/step.ts'
import { CONFIG_DIR, CONTAINER_NAME, DATA_DIR, SETTINGS_FILE } from '../steps/node-place.ts'
import { UNIT } from '../steps/service-place.ts'
import { findNode } from './found-node.ts'
import { masked } from './masked.ts'
import { logScript, programScript } from './node-forms.ts'
import { tarGz } from './tar-gz.ts'

/** The most that is taken of what one command says, in bytes: its end. All of them together stay under 20 MB. */
const MAX_BYTES = 768 * 1024
const COMMAND_TIMEOUT_MS = 30_000
const LOG_LINES = 5_000

/** What is asked of a box, by the name of its file; all of it only reads. */
const commands: Readonly<Record<string, string>> = {
  'system.txt': 'cat /etc/os-release; uname -a; uptime; hostname; nproc; systemd-detect-virt 2>/dev/null; who -b',
  'clock.txt':
    'date -u +%Y-%m-%dT%H:%M:%S.%NZ; timedatectl 2>/dev/null; chronyc tracking 2>/dev/null; cat /proc/uptime',
  'disk.txt': `df -h; df -i; lsblk 2>/dev/null; mount; du -sh ${DATA_DIR} ${CONFIG_DIR} /var/lib/docker 2>/dev/null`,
  'memory.txt':
    'free -m 2>/dev/null; cat /proc/meminfo /proc/pressure/* /proc/loadavg; ps axo pid,ppid,user,rss,pcpu,etime,comm --sort=-rss | head -n 40',
  'network.txt':
    'ip -s address; ip route; ip -6 route; ss -s; cat /etc/resolv.conf; sysctl net.core.rmem_max net.core.wmem_max net.core.somaxconn net.ipv4.ip_forward 2>/dev/null',
  'ports.txt': 'ss -lntup',
  'firewall.txt': 'ufw status verbose 2>/dev/null; nft list ruleset 2>/dev/null; iptables-save 2>/dev/null',
  'docker.txt':
    'docker version 2>&1; docker info 2>&1; docker ps -a --size 2>&1; docker images --digests 2>&1; docker system df 2>&1',
  'container.json': `docker inspect ${CONTAINER_NAME} 2>&1`,
  'service.txt': `systemctl status --no-pager -l ${UNIT} docker.service 2>&1; systemctl cat ${UNIT} 2>&1; systemctl --failed --no-pager 2>&1`,
  'settings.yaml': `cat ${SETTINGS_FILE}; echo; ls -la ${CONFIG_DIR} ${DATA_DIR} ${DATA_DIR}/identity`,
  'kernel.txt': 'dmesg -T 2>/dev/null | tail -n 500 || journalctl -k --no-pager -n 500',
  'journal.txt': 'journalctl --no-pager -o short-iso -p warning -n 500 2>&1',
}

/** One archive of what tells why a node is as it is, without secrets; it stays with the run. Nothing on the box is changed. */
export function diagnosticsSteps(origin: OriginSide): readonly Step[] {
  return [
    {
      id: 'collect',
      title: 'Collect diagnostics',
      check: async ({ notes }) => {
        const name = notes.get('diagnostics.file')
        return name === undefined
          ? { state: 'to_do', found: 'The box is looked at.' }
          : { state: 'done', found: `${name} is there.` }
      },
      apply: (context, signal) => collect(context, origin, signal),
      verify: async ({ notes }) =>
        `${notes.get('diagnostics.file')} holds ${notes.get('diagnostics.files')} files, with secrets taken out.`,
    },
  ]
}

async function collect(context: StepContext, origin: OriginSide, signal: AbortSignal): Promise<void> {
  const { box, notes, log, progress, node_id } = context
  const found = await findNode(box, signal)
  const ofNode: Record<string, string> =
    found === null
      ? {}
      : {
          'node.log': logScript(found.form, LOG_LINES),
          'node-status.json': programScript(found.form, ['status', '--json']),
        }
  const all = Object.entries({ ...commands, ...ofNode })
  const known = await knownSecrets(context, signal)
  const files = new Map<string, string>()
  for (const [index, [name, command]] of all.entries()) {
    progress({ done: index, total: all.length, unit: 'items' })
    files.set(name, masked(await endOf(context, command, signal), known))
  }
  progress({ done: all.length, total: all.length, unit: 'items' })
  const node = node_id === null ? undefined : origin.nodes.find(node_id)
  files.set(
    'as-the-origin-sees-it.json',
    masked(
      JSON.stringify(
        {
          origin_version: origin.version,
          now: new Date().toISOString(),
          node: node ?? null,
          found: found === null ? null : { ...found, settings: undefined },
        },
        null,
        2,
      ),
      known,
    ),
  )
  const at = new Date()
  const stem = `diagnostics-${(node?.name ?? box.host).replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 40)}-${at
    .toISOString()
    .slice(0, 19)
    .replace(/[^0-9T]/g, '')}`
  const archive = tarGz(stem, files, at.getTime() / 1_000)
  const name = `${stem}.tar.gz`
  await writeFile(context.file(name), archive, { mode: 0o600 })
  notes.set('diagnostics.file', name)
  notes.set('diagnostics.files', files.size)
  log(`${name}: ${files.size} files, ${Math.ceil(archive.length / 1024)} kB.`)
}

/** What a command said, at most its last {@link MAX_BYTES}. One that hangs says so in its place. */
async function endOf({ box }: StepContext, command: string, signal: AbortSignal): Promise<string> {
  try {
    const script = `LC_ALL=C; export LC_ALL\nPATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"\n( ${command.replace(/^exec /, '')} ) </dev/null 2>&1 | tail -c ${MAX_BYTES}`
    const { stdout } = await box.runAsRoot(script, { timeout_ms: COMMAND_TIMEOUT_MS, keep_bytes: MAX_BYTES }, signal)
    return stdout
  } catch (error) {
    signal.throwIfAborted()
    if (box.lost.aborted) throw error
    return `It could not be told: ${error instanceof Error ? error.message : String(error)}\n`
  }
}

/** The secrets that the box itself keeps for the node: read only to be taken out of everything else, and kept nowhere. */
async function knownSecrets({ box, mask }: StepContext, signal: AbortSignal): Promise<readonly string[]> {
  const script = `sed -n 's/.*"credential": *"\\([^"]*\\)".*/\\1/p' ${DATA_DIR}/identity/enrolled.json 2>/dev/null; head -n 1 ${CONFIG_DIR}/token 2>/dev/null; :`
  const { stdout } = await box.runAsRoot(script, {}, signal)
  const secrets = stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  for (const secret of secrets) mask(secret)
  return secrets
}
