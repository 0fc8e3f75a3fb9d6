import { createPrivateKey, X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { type NodeCertificate, nodeCertificateSchema } from '#contract/enrollment.ts'
import type { RelayIdentity } from '../relay/relay-identity.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'

const certificateFile = (data_dir: string) => join(data_dir, 'identity', 'certificate.json')

/** The certificate of the authority that this node holds, and the authorities it trusts; null: none, or none that can be read, and the origin gives another. */
export async function loadCertificate(
  data_dir: string,
  { key_pem }: Pick<RelayIdentity, 'key_pem'>,
): Promise<NodeCertificate | null> {
  const kept = await readPrivateFile(certificateFile(data_dir))
  if (kept === null) return null
  try {
    const held = nodeCertificateSchema.parse(JSON.parse(kept))
    const [own] = [held.certificate_pem, ...held.authorities].map((pem) => new X509Certificate(pem))
    // One of a key that was given up proves nothing any more.
    return own?.checkPrivateKey(createPrivateKey(key_pem)) ? held : null
  } catch {
    // Unlike the key it can be had again.
    return null
  }
}

/** Keeps it; 0600, on disk when it returns. */
export async function saveCertificate(data_dir: string, held: NodeCertificate): Promise<void> {
  await writePrivateFile(certificateFile(data_dir), `${JSON.stringify(held, null, 2)}\n`)
}
