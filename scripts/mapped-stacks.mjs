import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Has stack traces name the sources that a bundle was made from. Node's own way (--enable-source-maps) takes 90 ms of
 * every start for a bundle of 8 MB, as it counts its lines; this reads the map when there is a trace to tell.
 * @param {string} folder_url of the program's bundles, as frames name it; maps lie beside them
 */
export function mapStacks(folder_url) {
  /** @type {Map<string, SourceMap | null>} null: there is none that can be read */
  const maps = new Map()
  const mapOf = (bundle_url) => {
    const known = maps.get(bundle_url)
    if (known !== undefined) return known
    const read = readMap(`${bundle_url}.map`)
    maps.set(bundle_url, read)
    return read
  }
  const shown = (frame) => {
    const [file, line, column] = [frame.getFileName(), frame.getLineNumber(), frame.getColumnNumber()]
    if (typeof file !== 'string' || !file.startsWith(folder_url) || line === null || column === null)
      return String(frame)
    const { originalSource, originalLine, originalColumn } = mapOf(file)?.findEntry(line - 1, column - 1) ?? {}
    if (originalSource === undefined) return String(frame)
    const source = fileURLToPath(new URL(originalSource, file))
    return String(frame).replace(
      `${file}:${line}:${column}`,
      () => `${source}:${originalLine + 1}:${originalColumn + 1}`,
    )
  }
  // What throws here would take the place of the error that is told.
  const safely = (frame) => {
    try {
      return shown(frame)
    } catch {
      return String(frame)
    }
  }
  Error.prepareStackTrace = (error, frames) =>
    [headOf(error), ...frames.map((frame) => `    at ${safely(frame)}`)].join('\n')
}

function readMap(url) {
  try {
    return new SourceMap(JSON.parse(readFileSync(fileURLToPath(url), 'utf8')))
  } catch {
    return null
  }
}

/** Name and message, as V8 puts them; what throws in saying what it is must not be lost for that. */
function headOf(error) {
  try {
    return Error.prototype.toString.call(error)
  } catch {
    return 'Error'
  }
}
