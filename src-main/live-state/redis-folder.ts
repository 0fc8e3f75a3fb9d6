import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** Longest path of a Unix socket that every system takes (macOS: 104 bytes with the closing zero). */
const MAX_SOCKET_PATH_BYTES = 100

/** Memory of the server at most; live state of 10,000 nodes takes some tens of MB. */
const MAX_MEMORY = '512mb'

/** The files of a managed server. */
export interface RedisFolder {
  readonly path: string
  readonly config_path: string
  readonly socket_path: string
  readonly log_path: string
  /** Names the origin that looks after the server; redis-guard.ts. */
  readonly owner_path: string
  readonly password: string
  /** The process that the server said it is; null where it has not. */
  readPid(): number | null
}

/** Makes the folder `redis` in the data directory, or finds the one of an earlier run with its password. */
export function prepareRedisFolder(data_dir: string): RedisFolder {
  const folder = path.resolve(data_dir, 'redis')
  privateFolder(folder)
  const config_path = path.join(folder, 'redis.conf')
  const pid_path = path.join(folder, 'redis.pid')
  const known = existsSync(config_path)
    ? /^requirepass "([A-Za-z0-9_-]{43})"$/m.exec(readFileSync(config_path, 'utf8'))
    : null
  return {
    path: folder,
    config_path,
    socket_path: socketPath(folder),
    log_path: path.join(folder, 'redis.log'),
    owner_path: path.join(folder, 'owner'),
    password: known?.[1] ?? randomBytes(32).toString('base64url'),
    readPid: () => {
      if (!existsSync(pid_path)) return null
      const pid = Number.parseInt(readFileSync(pid_path, 'utf8'), 10)
      return Number.isSafeInteger(pid) && pid > 1 ? pid : null
    },
  }
}

/** Writes the server's configuration, readable by its owner only: it holds the password, which so is in no argument list. */
export function writeRedisConfig({ path: folder, config_path, socket_path, log_path, password }: RedisFolder): void {
  rmSync(log_path, { force: true })
  rmSync(config_path, { force: true })
  const lines = [
    'port 0',
    `unixsocket ${quoted(socket_path)}`,
    'unixsocketperm 700',
    `requirepass ${quoted(password)}`,
    `dir ${quoted(folder)}`,
    `pidfile ${quoted(path.join(folder, 'redis.pid'))}`,
    `logfile ${quoted(log_path)}`,
    'loglevel warning',
    'daemonize no',
    'save ""',
    'appendonly no',
    'databases 1',
    `maxmemory ${MAX_MEMORY}`,
    'maxmemory-policy noeviction',
  ]
  writeFileSync(config_path, `${lines.join('\n')}\n`, { mode: 0o600 })
}

/** Removes the socket of a server that ended, with the folder that was made for it alone. */
export function dropSocket({ path: folder, socket_path }: RedisFolder): void {
  const around = path.dirname(socket_path)
  if (around === folder) rmSync(socket_path, { force: true })
  else rmSync(around, { recursive: true, force: true })
}

/** The end of what the server said about itself, on one line. */
export function readLastLogLines({ log_path }: RedisFolder): string {
  if (!existsSync(log_path)) return ''
  return readFileSync(log_path, 'utf8').trim().split('\n').slice(-3).join(' | ').slice(-500)
}

function socketPath(folder: string): string {
  const beside = path.join(folder, 'redis.sock')
  if (Buffer.byteLength(beside) <= MAX_SOCKET_PATH_BYTES) return beside
  const name = `headwater-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`
  const short = path.join(os.tmpdir(), name)
  privateFolder(short)
  return path.join(short, 'redis.sock')
}

/** Makes a folder that only its owner may enter; refuses one that somebody else made before. */
function privateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== process.getuid?.())
    throw new Error(`${folder} is not a folder of this user`)
  if ((found.mode & 0o077) !== 0) chmodSync(folder, 0o700)
}

function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}
