import { inLanguage } from '../../../languages/catalogue.ts'
import type { TlsField, TlsMode } from './tls-form.ts'

const options: Readonly<Record<string, string>> = {
  allow: 'Take it as well',
  redirect: 'Send pages on to https',
  refuse: 'Refuse it',
  'http-01': 'At port 80 (http-01)',
  'dns-01': 'In the DNS (dns-01)',
}

/** Every text of the choice of a certificate. */
export const texts = inLanguage('screens/settings/certificates/tls-texts', {
  change: 'Choose another',
  modeElsewhere: (where: string) => `It is set by ${where}, and what is set there counts.`,
  title: 'How this origin proves who it is',
  choose: 'Choose',
  chosen: 'The certificate is chosen for the next start of the origin.',
  failed: 'Nothing was changed.',
  kind: 'Certificate',
  modes: {
    own: { name: 'Of its own authority', about: 'Nothing to prepare. Browsers warn until they are told to trust it.' },
    acme: {
      name: 'Of a public authority (Let’s Encrypt and others)',
      about: 'Browsers trust it. The origin asks for it and renews it by itself; it takes a DNS name.',
    },
    files: {
      name: 'From files',
      about: 'Somebody else renews them on the computer of the origin; they are read again.',
    },
    off: { name: 'None', about: 'For this computer alone, or behind a proxy that has one.' },
  } satisfies Record<TlsMode, { name: string; about: string }>,
  acmeNeeds:
    'Each name has to lead to this origin, and the authority has to get at port 80 there, unless it looks in the DNS. Until it has signed, the certificate of the own authority is shown.',
  fields: {
    'tls.certificate': 'Certificate file',
    'tls.key': 'Key file',
    'tls.http': 'Who comes without https',
    'tls.hsts': 'Browsers come by https alone for',
    'tls.acme_names': 'Names',
    'tls.acme_email': 'E-mail address',
    'tls.acme_directory': 'Directory of the authority',
    'tls.acme_challenge': 'Names are proved',
    'tls.acme_http_port': 'Also answer at port',
    'tls.dns_server': 'DNS server',
    'tls.dns_tsig_name': 'Name of the key',
    'tls.dns_tsig_algorithm': 'Algorithm',
    'tls.dns_tsig_secret': 'Secret of the key',
    'tls.acme_terms_agreed': 'Terms of service',
  } satisfies Record<TlsField, string>,
  optionOf: (option: string) => options[option] ?? option,
  terms: 'I have read the authority’s terms of service and agree to them.',
  setElsewhere: (field: string, name: string) => `${field}: set elsewhere, as ${name}.`,
})
