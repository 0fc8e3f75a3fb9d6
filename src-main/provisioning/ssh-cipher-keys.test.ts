import { expect, test } from 'vitest'
import { readPrivateKey } from './private-key.ts'
import { hasKeysAsObjects } from './ssh-cipher-keys.ts'
import { defaultDeadlines, logIn } from './ssh-login.ts'
import { startLocalSshd, whyNoSshd } from './testing/local-sshd.ts'

test.skipIf(whyNoSshd() !== null)(
  'the keys of a connection are key objects, also after new ones were agreed on, and nothing of it is heard',
  async () => {
    // Every 64 KB the server wants other keys.
    await using sshd = await startLocalSshd('RekeyLimit 64K')
    const { user, private_key } = sshd.target()
    const key = await readPrivateKey(private_key ?? '', null)
    const proofs = { key, agent: null, password: null, one_time_code: null }
    const request = { host: '127.0.0.1', port: sshd.port, user, via: null, ...proofs, acceptHostKey: () => true }
    const result = await logIn(request, defaultDeadlines, new AbortController().signal)
    if (result.state !== 'let_in') throw new Error(`not let in: ${result.state}`)
    try {
      expect(hasKeysAsObjects(result.client)).toBe(true)
      let exchanged = 0
      result.client.on('handshake', () => {
        exchanged += 1
      })
      const sent = 'x'.repeat(400_000)
      const { stdout } = await result.ssh.execCommand('cat', { stdin: sent })
      expect(stdout === sent).toBe(true)
      expect(exchanged).toBeGreaterThan(0)
      expect(hasKeysAsObjects(result.client)).toBe(true)
    } finally {
      result.ssh.dispose()
    }
  },
)
