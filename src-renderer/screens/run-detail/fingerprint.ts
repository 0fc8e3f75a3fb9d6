/** Where sshd keeps the public half of each kind of host key; the names are those of OpenSSH. */
const files: readonly (readonly [RegExp, string])[] = [
  [/ed25519/i, 'ssh_host_ed25519_key.pub'],
  [/ecdsa/i, 'ssh_host_ecdsa_key.pub'],
  [/rsa/i, 'ssh_host_rsa_key.pub'],
]

/** The command that shows on the box itself what the key is that it should show. */
export function fingerprintCommand(algorithm: string): string {
  const file = files.find(([kind]) => kind.test(algorithm))?.[1] ?? 'ssh_host_*_key.pub'
  return file.includes('*')
    ? `for key in /etc/ssh/${file}; do ssh-keygen -lf "$key"; done`
    : `ssh-keygen -lf /etc/ssh/${file}`
}

/** Compares what a box showed with what somebody knows of it: a bare fingerprint, or the whole line that ssh-keygen prints. */
export function comparison(shown: string, known: string): 'nothing' | 'same' | 'different' {
  const text = known.trim()
  if (text === '') return 'nothing'
  const bare = (fingerprint: string) => fingerprint.replace(/^SHA256:/, '').replace(/=+$/, '')
  return text.split(/\s+/).some((word) => bare(word) === bare(shown)) ? 'same' : 'different'
}
