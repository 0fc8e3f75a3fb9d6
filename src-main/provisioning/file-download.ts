import { shellWord } from './read-script.ts'
import type { ScriptRunner } from './script-runner.ts'
import { SshError } from './ssh-errors.ts'

/** How a file is read. */
export interface Download {
  /** The most that is taken; a file that is larger is refused. */
  readonly limit_bytes: number
  readonly as_root?: boolean
  /** Default 60 s. */
  readonly timeout_ms?: number
}

const MISSING = 44

/** Reads a file of a bounded size; null: it is not there. @throws {SshError} ssh_download_failed */
export async function downloadFile(
  box: ScriptRunner,
  path: string,
  { limit_bytes, as_root = false, timeout_ms = 60_000 }: Download,
  signal: AbortSignal,
): Promise<Buffer | null> {
  const file = shellWord(path)
  const script = `LC_ALL=C; export LC_ALL; [ -e ${file} ] || exit ${MISSING}; exec head -c ${limit_bytes + 1} -- ${file}`
  const options = { timeout_ms, keep_bytes: limit_bytes + 1 }
  const { stdout, stderr, exit_code } = await box.runBytes(script, as_root, options, signal)
  if (exit_code === MISSING) return null
  if (exit_code !== 0) {
    throw new SshError(
      'ssh_download_failed',
      `${path} could not be read on ${box.host}.`,
      'The details say what the box reported.',
      { path, raw: stderr.toString('utf8').trim().slice(0, 500) },
    )
  }
  if (stdout.length <= limit_bytes) return stdout
  throw new SshError(
    'ssh_download_failed',
    `${path} on ${box.host} is larger than ${limit_bytes} bytes.`,
    'It is not what was expected there. Look at it by hand.',
    { path },
  )
}
