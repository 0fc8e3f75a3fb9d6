import { say } from '#contract/sentence.ts'
import type { Box, RootAccess } from '../box.ts'
import { block, type Check, pass, warn } from '../check.ts'

/** How the user who logged in comes by root's rights. */
export interface PrivilegeFacts {
  readonly user: string
  readonly access: RootAccess
  /** What stands in the way where `access` is none. */
  readonly obstacle: 'no_sudo' | 'password_not_given' | 'password_refused' | null
  /** In a group that usually may use sudo (sudo, wheel, admin). */
  readonly in_admin_group: boolean
}

const ADMIN_GROUPS = new Set(['sudo', 'wheel', 'admin'])

/** Looks how the user comes by root's rights, and settles how later commands of this connection do so. */
export async function findRootAccess(box: Box, signal: AbortSignal): Promise<PrivilegeFacts> {
  const outputs = await box.read(
    { uid: 'id -u', groups: 'id -nG', sudo: 'command -v sudo', passwordless: 'sudo -n true' },
    signal,
  )
  const in_admin_group = (outputs.get('groups')?.text ?? '').split(/\s+/).some((group) => ADMIN_GROUPS.has(group))
  const facts = (access: RootAccess, obstacle: PrivilegeFacts['obstacle']) => {
    box.root_access = access
    return { user: box.user, access, obstacle, in_admin_group }
  }
  if (outputs.get('uid')?.text === '0') return facts('is_root', null)
  if (outputs.get('passwordless')?.exit_code === 0) return facts('sudo', null)
  if (outputs.get('sudo')?.exit_code !== 0) return facts('none', 'no_sudo')
  if (!box.has_password) return facts('none', 'password_not_given')
  return (await box.sudoTakesPassword(signal)) ? facts('sudo_with_password', null) : facts('none', 'password_refused')
}

/** Whether the user is root or can become root; also settles how later commands of this connection do so. */
export const privilegeCheck: Check<PrivilegeFacts> = {
  id: 'access.privilege',
  title: 'Administrator rights',
  look: (box, _plan, signal) => findRootAccess(box, signal),
  judge({ user, access, obstacle, in_admin_group }) {
    const allow = `echo '${user} ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/headwater`
    switch (access) {
      case 'is_root':
        return pass(say`Logged in as root.`)
      case 'sudo':
        return pass(say`User ${user} may use sudo without a password.`)
      case 'sudo_with_password':
        return pass(say`User ${user} may use sudo with the given password.`)
      case 'none':
        break
      default:
        access satisfies never
    }
    if (obstacle === 'no_sudo') {
      return block(
        say`User ${user} is not root, and sudo is not installed.`,
        say`Log in as root, or install sudo (as root: apt-get install -y sudo) and let ${user} use it.`,
      )
    }
    if (obstacle === 'password_refused') {
      return block(
        in_admin_group
          ? say`sudo did not take the given password of user ${user}.`
          : say`User ${user} may not use sudo, or the given password is not the one sudo asks for.`,
        say`Enter the password that sudo asks ${user} for, or allow sudo without one, as root: ${allow}`,
      )
    }
    return in_admin_group
      ? warn(
          say`This user needs a password for sudo.`,
          say`Enter it once (kept in memory for this check only) or allow passwordless sudo, as root: ${allow}`,
        )
      : block(
          say`User ${user} is not root and seems not to be allowed to use sudo.`,
          say`Log in as another user, or as root: ${allow}`,
        )
  },
}
