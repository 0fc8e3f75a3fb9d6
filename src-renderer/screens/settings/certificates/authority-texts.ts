import { inLanguage } from '../../../languages/catalogue.ts'
import { counted, formatCount } from '../../../parts/format.ts'

/** Every text of the installation's own authority. */
export const texts = inLanguage('screens/settings/certificates/authority-texts', {
  title: 'Authority of this installation',
  about: (life: string) =>
    `It signs what nodes prove themselves with, to the origin and to one another. Their certificates last ${life} and are renewed by themselves; join commands carry its fingerprint, so that a new machine trusts the right origin.`,
  signs: 'signs',
  trusted: 'trusted, signs no more',
  made: 'Made',
  until: 'Valid until',
  held: 'Certificates of it',
  nodes: (nodes: number) => counted(nodes, 'node'),
  fingerprint: 'Fingerprint of its key (SHA-256), as in join commands',
  progress: (renewed: number, all: number) =>
    `${formatCount(renewed)} of ${counted(all, 'node')} ${all === 1 ? 'has' : 'have'} a certificate of the new authority.`,
  progressLabel: 'Nodes that have renewed',

  rotate: 'Replace it',
  rotateTitle: 'Replace the authority?',
  rotateConfirm: 'Make a new one',
  rotateEffect:
    'A new one signs from now on, and the old one is trusted until you drop it. Nodes renew by themselves within minutes, and nothing that runs is interrupted. Join commands made before carry the old fingerprint.',
  rotateFailed: 'No new authority was made.',
  rotated: 'A new authority signs now',

  drop: 'Drop it',
  dropForced: 'Drop it all the same',
  dropTitle: 'End the trust in the old authority?',
  dropEffect: 'What it signed proves nothing any more, here and on every node.',
  stillHeld: (nodes: number) =>
    `${counted(nodes, 'node')} still ${nodes === 1 ? 'holds a certificate' : 'hold certificates'} of it.`,
  stillHeldText:
    'Those prove nothing to other nodes until they have renewed. Nodes that are away renew when they are back.',
  dropFailed: 'It is still trusted.',
  dropped: 'The old authority is trusted no more',
})
