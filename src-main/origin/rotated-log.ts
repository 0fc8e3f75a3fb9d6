import { closeSync, copyFileSync, openSync, readSync, statSync, truncateSync } from 'node:fs'

/** Size from which a log file is put aside, in bytes; one older file is kept beside it. */
const ROTATE_AT_BYTES = 16 * 1024 * 1024
/** How much of a log is read to find what went wrong last, in bytes. */
const TAIL_BYTES = 16 * 1024

/** 0 where there is none. */
export function logSize(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

/**
 * Puts a log file aside as `<file>.1` when it has grown large. It is copied and emptied, not renamed, because the
 * program that appends to it holds it open.
 */
export function rotateLog(file: string, rotate_at_bytes = ROTATE_AT_BYTES): void {
  if (logSize(file) < rotate_at_bytes) return
  copyFileSync(file, `${file}.1`)
  truncateSync(file)
}

/** The last error that a program's log names after `from_byte`, for a person; null where it names none. */
export function lastErrorIn(file: string, from_byte: number): string | null {
  for (const line of tailOf(file, from_byte).trimEnd().split('\n').reverse()) {
    const said = errorIn(line)
    if (said !== null) return said
  }
  return null
}

function errorIn(line: string): string | null {
  try {
    const { level, msg } = JSON.parse(line) as { level?: unknown; msg?: unknown }
    const is_error = level === 'error' || level === 'fatal' || (typeof level === 'number' && level >= 50)
    return is_error && typeof msg === 'string' ? msg : null
  } catch {
    // A line that is no JSON is what the program said to people before it ended.
    return line.trim() === '' ? null : line.trim()
  }
}

function tailOf(file: string, from_byte: number): string {
  const size = logSize(file)
  const start = Math.max(Math.min(from_byte, size), size - TAIL_BYTES)
  if (start >= size) return ''
  const descriptor = openSync(file, 'r')
  try {
    const buffer = Buffer.alloc(size - start)
    const read = readSync(descriptor, buffer, 0, buffer.length, start)
    return buffer.subarray(0, read).toString('utf8')
  } finally {
    closeSync(descriptor)
  }
}
