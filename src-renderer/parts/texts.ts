import { inLanguage } from '../languages/catalogue.ts'
import { counted, formatCount } from './format.ts'

/** Texts of the small parts that every screen is made of. */
export const texts = inLanguage('parts/texts', {
  copyOutcomes: { copied: 'Copied', failed: 'Not copied: select it, then Ctrl+C' },
  copy: (label: string) => `Copy ${label}`,
  command: 'Command',
  commandHere: 'On the origin’s machine',
  commandAnywhere: 'From anywhere, with an API key',
  undo: 'Undo',
  undone: 'It was undone.',
  undoFailed: (why: string) => `It was not undone. ${why}`,
  code: 'Code',
  tryAgain: 'Try again',
  remedy: 'What to do:',
  since: (time: string) => `since ${time}`,

  noPicture: (stream_path: string) => `No picture of ${stream_path}`,
  newestPicture: (stream_path: string) => `Newest picture of ${stream_path}`,
  keyframesSeldom: "A new viewer waits that long for a picture. Set the encoder's keyframe interval to 2 s.",
  keyframesHidden: ', too long: viewers wait',
  ahead: (difference: string) => `${difference} ahead`,
  behind: (difference: string) => `${difference} behind`,
  atFrames: (size: string, fps: string) => `${size} at ${fps}`,
  channels: { mono: 'mono', stereo: 'stereo', more: (count: number) => `${formatCount(count)} channels` },

  theOrigin: 'the origin',
  goneNode: 'a node that is gone',
  apiKey: (prefix: string) => `API key ${prefix}`,

  viewers: (count: number) => counted(count, 'viewer'),
  publishers: (count: number) => counted(count, 'publisher'),
  relays: (count: number) => counted(count, 'relay'),
  nothing: 'nothing',
  /** What a drain still waits for; `what` is a number or the words above. */
  left: (what: string) => `${what} left`,
  endsIn: 'ends in',
})
