import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { ConfigError } from '#contract/config-layers.ts'

/** Longest token read, in bytes, and how long standard input may take, in ms. */
const MAX_BYTES = 4 * 1024
const STDIN_TIMEOUT_MS = 15_000

/**
 * As {@link readTokenFile}; null where there is no such file. A box whose node has joined needs its token no more, and whoever put it there
 * may take it away.
 */
export async function readTokenFileIfThere(file: string): Promise<string | null> {
  if (file !== '-' && !existsSync(file)) return null
  return await readTokenFile(file)
}

/**
 * Reads an enrollment token from a file, or from standard input for `-`. Only the first line counts.
 * @throws {ConfigError} that names `--token-file`
 */
export async function readTokenFile(file: string): Promise<string> {
  const where = file === '-' ? '--token-file - (standard input)' : `--token-file ${file}`
  const text = await (file === '-' ? readStandardInput() : readFile(file, 'utf8')).catch((error: unknown) => {
    throw new ConfigError([{ where, what: error instanceof Error ? error.message : String(error) }])
  })
  const token = text.trim().split('\n')[0]?.trim() ?? ''
  if (token === '') throw new ConfigError([{ where, what: 'it holds no token' }])
  return token
}

async function readStandardInput(): Promise<string> {
  const { stdin } = process
  const late = setTimeout(
    () => stdin.destroy(new Error(`nothing came within ${STDIN_TIMEOUT_MS / 1000} s`)),
    STDIN_TIMEOUT_MS,
  )
  let text = ''
  try {
    for await (const chunk of stdin) {
      text += chunk
      if (text.includes('\n') || text.length > MAX_BYTES) break
    }
  } finally {
    clearTimeout(late)
  }
  return text.slice(0, MAX_BYTES)
}
