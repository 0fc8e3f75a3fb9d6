import { readFileSync, writeFileSync } from 'node:fs'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { putCertificate } from '../../test/harness/certificate.ts'
import { tempDir } from '../../test/harness/temp-dir.ts'
import { CertificateFiles } from './certificate-files.ts'
import { ShownCertificates } from './shown-certificates.ts'

const log = pino({ level: 'silent' })

async function openFiles(folder: string, name: string) {
  const files = await putCertificate(folder, name)
  const shown = new ShownCertificates()
  const looked: (string | null)[] = []
  const watched = await CertificateFiles.open({
    ...{ certificate_file: files.certificate, key_file: files.key, shown, log, check_interval_ms: 3_600_000 },
    onLooked: ({ problem }) => looked.push(problem),
  })
  return { files, shown, looked, watched }
}

describe('a certificate in files', () => {
  test('is read again when the files change, and a pair that is none leaves the one from before', async () => {
    await using folder = await tempDir()
    const { files, shown, looked, watched } = await openFiles(folder.path, 'first')
    expect(watched.state()).toMatchObject({
      certificate: { names: ['localhost', '127.0.0.1'], publicly_trusted: false },
      problem: null,
    })
    const first = shown.of('files')?.fingerprint
    await watched.check()
    expect(looked).toEqual([])

    const old_key = readFileSync(files.key)
    await putCertificate(folder.path, 'second')
    const new_key = readFileSync(files.key)
    writeFileSync(files.key, old_key)
    await watched.check()
    expect(shown.of('files')?.fingerprint).toBe(first)
    expect(watched.state().problem).toMatch(/key\.pem is not the key of .*certificate\.pem.*stays in use/)

    writeFileSync(files.key, new_key)
    await watched.check()
    expect(shown.of('files')?.fingerprint).not.toBe(first)
    expect(watched.state().problem).toBeNull()
    expect(looked).toHaveLength(2)
    watched.stop()
  })

  test('is refused at the start where it cannot be used, and it is said which and why', async () => {
    await using folder = await tempDir()
    const files = await putCertificate(folder.path)
    const open = () =>
      CertificateFiles.open({
        ...{ certificate_file: files.certificate, key_file: files.key, shown: new ShownCertificates(), log },
      })
    writeFileSync(files.key, 'no key')
    await expect(open()).rejects.toThrow(/key\.pem is not the key of/)
    writeFileSync(files.certificate, 'no certificate')
    await expect(open()).rejects.toThrow(/certificate\.pem holds no certificate in PEM/)
    await expect(
      CertificateFiles.open({
        ...{ certificate_file: '/nowhere.pem', key_file: files.key, shown: new ShownCertificates(), log },
      }),
    ).rejects.toThrow(/\/nowhere\.pem cannot be read.*tls\.certificate/)
  })
})

describe('who is trusted publicly', () => {
  test('is told by the roots that a chain leads to', async () => {
    await using folder = await tempDir()
    const files = await putCertificate(folder.path, 'a root')
    const pair = { certificate_pem: readFileSync(files.certificate, 'utf8'), key_pem: readFileSync(files.key, 'utf8') }
    expect(new ShownCertificates([pair.certificate_pem]).show('files', pair).publicly_trusted).toBe(true)
    expect(new ShownCertificates().show('files', pair).publicly_trusted).toBe(false)
  })
})
