import { say } from '#contract/sentence.ts'
import { block, type Check, pass } from '../check.ts'

/** Whether commands run at all for this user. */
export interface ShellFacts {
  readonly user: string
  readonly runs: boolean
  /** What was said instead, one line; empty: nothing. */
  readonly said: string
}

const MARK = 'headwater-shell-runs'

/** Whether the login runs commands. Where it does not, nothing else can be looked at. */
export const shellCheck: Check<ShellFacts> = {
  id: 'access.shell',
  title: 'Running commands',
  async look(box, _plan, signal) {
    const { stdout, stderr } = await box.run('sh -s', { stdin: `printf '%s\\n' ${MARK}\n` }, signal)
    const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trim())
    return {
      user: box.user,
      runs: lines.includes(MARK),
      said: lines.find((line) => line !== '')?.slice(0, 200) ?? '',
    }
  },
  judge({ user, runs, said }) {
    if (runs) return pass(say`User ${user} may run commands.`)
    if (/password.*(expired|change)/i.test(said)) {
      return block(
        say`The password of user ${user} has expired; the box runs nothing until it is changed.`,
        say`Log in once by hand with ssh and set a new one.`,
      )
    }
    return block(
      said === ''
        ? say`The login of user ${user} runs no commands.`
        : say`The login of user ${user} runs no commands; it says: ${said}`,
      say`Use a user with an ordinary shell (chsh -s /bin/sh), without a forced command in authorized_keys.`,
    )
  },
}
