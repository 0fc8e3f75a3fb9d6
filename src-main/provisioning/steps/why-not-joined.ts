import { type Sentence, say } from '#contract/sentence.ts'
/** Why a node did not join, read off the last lines of its log. */
export interface NotJoined {
  readonly code:
    | 'origin_unreachable'
    | 'token_refused'
    | 'clock_wrong'
    | 'port_taken'
    | 'wrong_origin'
    | 'node_did_not_join'
  readonly message: Sentence
  readonly hint: Sentence
}

/** What the sentences speak of. */
export interface JoinFacts {
  readonly host: string
  readonly origin_url: string
  readonly rtmp_port: number
  readonly media_port: number
}

/** The usual reasons, the more certain ones first. Pure. */
export function whyNotJoined(
  lines: readonly string[],
  { host, origin_url, rtmp_port, media_port }: JoinFacts,
): NotJoined {
  const text = lines.join('\n')
  const has = (pattern: RegExp) => pattern.test(text)
  if (has(/EADDRINUSE|address already in use|port_in_use|port_unavailable|is taken/i)) {
    const port = [rtmp_port, media_port].find((one) => new RegExp(`\\b${one}\\b`).test(text))
    return {
      code: 'port_taken',
      message:
        port === undefined
          ? say`A port of the node is taken on ${host} by another program.`
          : say`Port ${port} is taken on ${host} by another program.`,
      hint: say`See which one: ${`sudo ss -ltnp${port === undefined ? '' : ` 'sport = :${port}'`}`}. Stop it, or give the node another port; then resume the run.`,
    }
  }
  if (has(/clock of this machine|CERT_NOT_YET_VALID|CERT_HAS_EXPIRED|clock_(?:skew|off)/i)) {
    return {
      code: 'clock_wrong',
      message: say`The clock of ${host} and that of the origin differ too much: it does not take the origin’s certificate for valid.`,
      hint: say`Set it right there: sudo timedatectl set-ntp true. Then resume the run.`,
    }
  }
  if (has(/enrollment_refused|enrollment_token|did not take this node in/i)) {
    return {
      code: 'token_refused',
      message: say`The origin did not take the node of ${host} in.`,
      hint: say`The last lines of its log, below, say why. Resume the run, and it gets a new token.`,
    }
  }
  if (has(/wrong_origin|not known to be the origin/i)) {
    return {
      code: 'wrong_origin',
      message: say`What answers at ${origin_url} is not this origin, as ${host} sees it.`,
      hint: say`Is there a proxy that ends TLS, or another machine at that address? Name an address of this origin itself (origin_url), then begin again.`,
    }
  }
  if (
    has(
      /origin_unreachable|cannot enrol yet|ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|did not answer/i,
    )
  ) {
    return {
      code: 'origin_unreachable',
      message: say`${host} cannot reach this origin at ${origin_url}.`,
      hint: say`Try it there: curl -k ${origin_url}/ready. Open that port towards the origin, or name an address that the box can reach (origin_url); then resume the run.`,
    }
  }
  return {
    code: 'node_did_not_join',
    message: say`The node of ${host} runs, and did not join.`,
    hint: say`The last lines of its log are below. Resume the run to wait for it again.`,
  }
}
