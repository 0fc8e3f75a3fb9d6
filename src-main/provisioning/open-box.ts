import type { SshTarget } from '#contract/provisioning.ts'
import { Box } from './box.ts'
import { findRootAccess } from './checks/privilege.ts'
import type { HostKey } from './host-key.ts'
import { type OpeningOptions, openSshConnection } from './ssh-connection.ts'

/** A box with the connection it is reached by, or the key of a machine on the way that nobody has confirmed. */
export type BoxOpening =
  | { readonly state: 'unconfirmed'; readonly host_key: HostKey; readonly host: string; readonly port: number }
  | ({ readonly state: 'open'; readonly box: Box; readonly host_key: HostKey } & AsyncDisposable)

/**
 * Logs in to a box and looks how to get root's rights there (`box.root_access`). Whoever opens it disposes of it.
 * @throws {SshError} where it cannot be reached, shows another host key than before, or does not let us in
 */
export async function openBox(target: SshTarget, signal: AbortSignal, options?: OpeningOptions): Promise<BoxOpening> {
  const opening = await openSshConnection(target, signal, options)
  if (opening.state === 'unconfirmed') return opening
  const { connection } = opening
  try {
    const box = new Box(connection, target.password)
    await findRootAccess(box, signal)
    return {
      state: 'open',
      box,
      host_key: connection.host_key,
      [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
    }
  } catch (error) {
    await connection[Symbol.asyncDispose]()
    throw error
  }
}
