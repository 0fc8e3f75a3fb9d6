import type { Logger } from 'pino'
import type { RedeemTicket } from './admission.ts'
import type { ControlChannel } from './control-channel.ts'
import { OriginAwayError } from './origin-questions.ts'

/**
 * Uses up tickets at the origin. While it is away nobody can say what a ticket is worth: none is honoured, and its bearer is taken on the
 * terms of everybody else, so that no viewer is lost for having one.
 */
export function createTicketDesk(channel: Pick<ControlChannel, 'redeem'>, log: Logger): RedeemTicket {
  return async (use, signal) => {
    try {
      return await channel.redeem(use, signal)
    } catch (error) {
      if (!(error instanceof OriginAwayError)) throw error
      log.info(
        { event: 'ticket.not_asked', stream_path: use.stream_path, reason: error.message },
        'a client came with a ticket while the origin is away; it is taken as one without',
      )
      return null
    }
  }
}
