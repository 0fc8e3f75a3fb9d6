import type { Admission, TicketUse } from '../media/admission.ts'
import type { Publication } from '../media/live-stream.ts'
import { TicketRefusedError } from '../media/stream-errors.ts'

/**
 * Uses up the ticket that a publisher came with. It has begun by then, for an encoder sends at once and waits for nobody; one whose ticket is not
 * good is ended with the reason.
 */
export function redeemForPublication(
  admission: Admission,
  publication: Publication,
  use: Omit<TicketUse, 'kind'>,
): void {
  if (use.ticket === null || admission.redeem === undefined) return
  admission.redeem({ ...use, kind: 'publish' }, publication.ended).catch((error: unknown) => {
    if (!publication.ended.aborted && error instanceof TicketRefusedError) publication.end(error.message)
  })
}
