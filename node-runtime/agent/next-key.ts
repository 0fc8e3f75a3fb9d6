import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RelayIdentity } from '../relay/relay-identity.ts'
import { type Enrolled, identityIn, keyFile, makeIdentity } from './identity.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'

const nextFile = (data_dir: string) => join(dirname(keyFile(data_dir)), 'next.pem')

/** A key to enrol with in the place of the one that is there; on disk beside it, and used only once {@link settleKey} finds it enrolled. */
export async function makeNextKey(data_dir: string): Promise<RelayIdentity> {
  const { identity, text } = await makeIdentity()
  await writePrivateFile(nextFile(data_dir), text)
  return identity
}

/**
 * Puts the key that this node enrolled with into its place. What the origin answered and the key are two files: whatever the power
 * was cut between, the answer says which key is meant. A key that was made and never enrolled is removed.
 */
export async function settleKey(data_dir: string, { key }: Pick<Enrolled, 'key'>): Promise<void> {
  const made = await readPrivateFile(nextFile(data_dir))
  if (made === null) return
  const is_enrolled = key !== undefined && identityIn(made)?.fingerprint === key
  if (is_enrolled) await rename(nextFile(data_dir), keyFile(data_dir))
  else await rm(nextFile(data_dir), { force: true })
}
