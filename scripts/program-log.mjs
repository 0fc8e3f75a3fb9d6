import { join } from 'node:path'
import { LogFile } from './log-file.mjs'

/** Levels, by number or by name, that are worth the terminal of somebody who only wants it to run. */
const isTrouble = (level) => (typeof level === 'number' ? level >= 40 : ['warn', 'error', 'fatal'].includes(level))

/**
 * What the programs log: everything into one file each, warnings and worse, and whatever is no log line, to the terminal too.
 */
export class ProgramLog {
  #say
  #folder
  #files = new Map()
  /** Lines from before the folder is known. */
  #early = []

  /** @param {(line: string) => void} say prints a line to the terminal */
  constructor(say) {
    this.#say = say
  }

  /** From now on, and for what came before, lines go into `<folder>/<program>.log`. */
  openIn(folder) {
    this.#folder = folder
    for (const [program, line] of this.#early.splice(0)) this.#keep(program, line)
  }

  write(program, line) {
    this.#keep(program, line)
    const entry = parse(line)
    if (entry === undefined) this.#say(line)
    else if (isTrouble(entry.level)) this.#say(`${program}: ${entry.msg ?? line}`)
  }

  #keep(program, line) {
    if (this.#folder === undefined) {
      this.#early.push([program, line])
      return
    }
    let file = this.#files.get(program)
    if (file === undefined) {
      file = new LogFile(join(this.#folder, `${program}.log`))
      this.#files.set(program, file)
    }
    file.write(line)
  }
}

function parse(line) {
  if (!line.startsWith('{')) return undefined
  try {
    const entry = JSON.parse(line)
    return entry.level === undefined ? undefined : entry
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
