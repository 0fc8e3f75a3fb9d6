import type { AlertSeverity, CreateChannel, Smtp } from '#contract/alert.ts'

/** What was typed of a channel that is being made. */
export interface ChannelForm {
  readonly kind: CreateChannel['kind']
  readonly name: string
  readonly least_severity: AlertSeverity
  readonly url: string
  readonly host: string
  readonly port: string
  readonly security: Smtp['security']
  readonly user: string
  readonly password: string
  readonly from: string
  readonly to: string
}

export const emptyChannel: ChannelForm = {
  ...{ kind: 'webhook', name: '', least_severity: 'warning', url: '' },
  ...{ host: '', port: '587', security: 'starttls', user: '', password: '', from: '', to: '' },
}

/** Where servers listen for mail that comes so. */
export function portOf(security: Smtp['security']): string {
  return { starttls: '587', tls: '465', none: '25' }[security]
}

const receivers = ({ to }: ChannelForm) =>
  to
    .split(/[\s,;]+/)
    .map((address) => address.trim())
    .filter((address) => address !== '')

/** Whether all that is needed was typed; whether it is right is for the origin to say. */
export function isComplete(form: ChannelForm): boolean {
  if (form.name.trim() === '') return false
  if (form.kind === 'webhook') return URL.canParse(form.url.trim())
  return form.host.trim() !== '' && /^\d{1,5}$/.test(form.port) && form.from.includes('@') && receivers(form).length > 0
}

/** As the origin takes it. */
export function channelOf(form: ChannelForm): CreateChannel {
  const { kind, least_severity, url, host, port, security, user, password, from } = form
  const about = { name: form.name.trim(), least_severity }
  if (kind === 'webhook') return { kind, ...about, url: url.trim() }
  const smtp: Smtp = {
    ...{ host: host.trim(), port: Number(port), security },
    ...{ user: user.trim() === '' ? null : user.trim(), from: from.trim(), to: receivers(form) },
  }
  return { kind, ...about, smtp, ...(password === '' ? {} : { password }) }
}
