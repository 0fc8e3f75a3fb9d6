/** Shell commands that only read, by the name their output is asked for under. */
export type ReadCommands = Readonly<Record<string, string>>

/** What one command said on both its outputs, and how it ended. */
export interface Output {
  readonly text: string
  readonly exit_code: number
}

/** What came of {@link ReadCommands}; a name is missing where the box did not get that far. */
export type Outputs = ReadonlyMap<string, Output>

/**
 * One POSIX script for all commands: each in a subshell without input, in the language of machines, framed by lines that
 * carry the nonce, so that neither a login script's greeting nor a command's own output can be taken for a frame.
 * @param nonce letters and digits that nobody on the box can know beforehand
 */
export function buildReadScript(commands: ReadCommands, nonce: string): string {
  const sections = Object.entries(commands).map(
    ([name, command]) =>
      `printf '\\n${nonce} begin ${name}\\n'\n(\n${command}\n) </dev/null 2>&1\nprintf '\\n${nonce} end %s\\n' "$?"\n`,
  )
  return `LC_ALL=C\nPATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"\nexport LC_ALL PATH\n${sections.join('')}`
}

/** Takes the outputs out of what the script printed. Whatever stands outside of frames is ignored. */
export function parseReadOutputs(stdout: string, nonce: string): Outputs {
  const outputs = new Map<string, Output>()
  let name: string | null = null
  let lines: string[] = []
  for (const line of stdout.split('\n')) {
    const [mark, what, value] = line.startsWith(`${nonce} `) ? line.split(' ') : []
    if (mark !== undefined && what === 'begin' && value !== undefined) {
      name = value
      lines = []
    } else if (mark !== undefined && what === 'end' && name !== null) {
      outputs.set(name, { text: lines.join('\n').trim(), exit_code: Number.parseInt(value ?? '', 10) })
      name = null
    } else if (name !== null) {
      lines.push(line)
    }
  }
  return outputs
}

/** A word for a POSIX shell, whatever is in it. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
