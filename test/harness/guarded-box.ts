import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestBox } from './boxes.ts'
import type { TempDir } from './temp-dir.ts'
import { waitFor } from './wait-for.ts'

/** Debian's ufw with what the boxes' own packages lack; kept for the run. Fetched by this machine's apt, as scripts/setup does. */
export async function packagesOfUfw(temp: TempDir): Promise<readonly string[]> {
  await promisify(execFile)('apt-get', ['-qq', 'download', 'ufw', 'ucf', 'sensible-utils'], { cwd: temp.path })
  return (await readdir(temp.path)).filter((name) => name.endsWith('.deb')).map((name) => join(temp.path, name))
}

/** Installs ufw and closes everything but SSH. @param files of {@link packagesOfUfw} */
export async function putUfw(box: TestBox, files: readonly string[]): Promise<void> {
  for (const [index, file] of files.entries())
    await box.inside(`cat > /root/${index}.deb`, { input: await readFile(file) })
  await box.inside(
    'apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends /root/*.deb >/dev/null && rm /root/*.deb',
    { deadline_ms: 180_000 },
  )
  await box.inside('ufw allow 22/tcp comment ssh && ufw --force enable')
  await waitFor('ufw is active', () => box.says("ufw status | grep -q 'Status: active'"))
}

/** Installs nftables and closes everything but SSH and what these rules of its input let in. */
export async function putNftables(box: TestBox, ...rules: readonly string[]): Promise<void> {
  await box.inside('apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y nftables >/dev/null', {
    deadline_ms: 120_000,
  })
  const input = [
    '#!/usr/sbin/nft -f',
    'flush ruleset',
    'table inet filter {',
    '  chain input {',
    '    type filter hook input priority 0; policy drop;',
    '    ct state established,related accept',
    '    iif lo accept',
    ...['tcp dport 22 accept', ...rules].map((rule) => `    ${rule}`),
    '  }',
    '}\n',
  ].join('\n')
  await box.inside('cat > /etc/nftables.conf', { input })
  await box.inside('systemctl enable --now nftables')
}
