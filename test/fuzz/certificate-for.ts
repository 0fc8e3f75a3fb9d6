import { readFile } from 'node:fs/promises'
import { putCertificate } from '../harness/certificate.ts'
import { tempDir } from '../harness/temp-dir.ts'

/** A certificate for a name, as a listener is given it, that lives as long as this run. */
export async function readCertificateFor(name: string) {
  await using folder = await tempDir()
  const files = await putCertificate(folder.path, name)
  return { certificate_pem: await readFile(files.certificate, 'utf8'), key_pem: await readFile(files.key, 'utf8') }
}
