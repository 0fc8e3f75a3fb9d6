import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { openStore } from '../store/store.ts'
import { LogTail } from './log-tail.ts'
import { OriginAbout, type OriginAboutParts } from './origin-about.ts'

const SECRET = 'the-key-of-the-cluster-api'

test('the diagnostics of an origin say how it is and hold no secret, and what was shown is what is saved', async () => {
  const data_dir = mkdtempSync(path.join(os.tmpdir(), 'hw-about-'))
  const file = path.join(data_dir, 'origin.db')
  const store = openStore(file)
  try {
    mkdirSync(path.join(data_dir, 'logs'))
    writeFileSync(path.join(data_dir, 'logs', 'node.log'), `{"msg":"joined","token":"enroll_${'x'.repeat(43)}"}\n`)
    const log_tail = new LogTail()
    log_tail.add(`{"msg":"asked with ${SECRET}"}\n`)
    const about = new OriginAbout({
      ...{ version: '0.1.0', data_dir, file, store, log_tail, secrets: [SECRET] },
      storage: { status: async () => ({ data_dir, used: {} }) },
      backups: { list: () => [] },
      ...{ certificates: () => [], alerts: () => ({ items: [] }), settings: () => [] },
      ...{ nodes: { list: () => [] }, streams: { list: () => [] }, live: { status: () => ({ kind: 'memory' }) } },
      activity: { list: () => [], record: () => undefined },
      clusterInfo: () => ({ started_at: '2026-11-26T12:00:00.000Z' }),
    } as unknown as OriginAboutParts)
    expect(await about.about()).toMatchObject({
      version: '0.1.0',
      licence: 'Apache-2.0',
      sqlite_version: expect.stringMatching(/^3\./),
    })
    const { id, files } = await about.collect('operator:owner')
    expect(files.find(({ name }) => name === 'database.txt')?.head).toContain('integrity: ok')
    const { name, bytes } = about.archive(id)
    expect(name).toMatch(/^headwater-origin-.*\.tar\.gz$/)
    const text = gunzipSync(bytes).toString('latin1')
    for (const one of files) expect(text).toContain(`headwater-origin/${one.name}`)
    expect(text).toContain('joined')
    expect(text).not.toMatch(/enroll_xxx/)
    expect(text).not.toContain(SECRET)
    expect(() => about.archive('4b2c7f0e-3c0f-4d0e-9d25-0a8f1f6e2b11')).toThrow('There are no diagnostics')
  } finally {
    store.close()
    rmSync(data_dir, { recursive: true })
  }
})
