/** How commands get root's rights on the box: already root, through sudo (with the user's password where it asks), or not at all. */
export type RootAccess = 'is_root' | 'sudo' | 'sudo_with_password' | 'none'

/** A script on its way into a shell of the box. */
export interface ScriptInvocation {
  /** The command line; neither the script nor a secret is in it, so that whoever lists processes on the box sees neither. */
  readonly command: string
  /** What standard input begins with; what the script is to read follows it, byte by byte as it is. */
  readonly preamble: string
}

/**
 * A POSIX script as a command that takes it from standard input. sudo's password is the first line there. Should sudo not ask for
 * it after all, the line must not reach a shell as a command: everything before a line that begins with `nonce` is skipped. `read` takes
 * single bytes from what cannot seek (POSIX, read), so that what follows is left for the script.
 * @param nonce letters and digits that nobody on the box can know beforehand
 */
export function scriptInvocation(
  script: string,
  access: Exclude<RootAccess, 'none'>,
  password: string | null,
  nonce: string,
): ScriptInvocation {
  const lead = `while IFS= read -r line; do case $line in ${nonce}*) eval "$(printf %s "\${line#${nonce}}" | base64 -d)"; exit $?;; esac; done; exit 125`
  const shell = `sh -c '${lead}'`
  const body = `${nonce}${Buffer.from(script, 'utf8').toString('base64')}\n`
  switch (access) {
    case 'is_root':
      return { command: shell, preamble: body }
    case 'sudo':
      return { command: `sudo -n ${shell}`, preamble: body }
    case 'sudo_with_password':
      return { command: `env LC_ALL=C sudo -k -S -p '' ${shell}`, preamble: `${password ?? ''}\n${body}` }
    default:
      return access satisfies never
  }
}
