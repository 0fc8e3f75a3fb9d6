import { inLanguage } from '../../../languages/catalogue.ts'

/** Every text of the section about the host keys that machines are known by. */
export const texts = inLanguage('screens/settings/host-keys/texts', {
  title: 'Host keys',
  failed: 'The host keys could not be read.',
  about:
    'By these keys the origin knows the machines it logs in to over SSH. The first time, somebody compares the key and confirms it; a machine that shows another one later is not talked to, until its key is replaced or forgotten here.',
  list: 'Machines',
  caption: 'Machines and the host keys that they are known by',
  columns: { machine: 'Machine', keys: 'Host keys', seen: 'Confirmed', actions: 'Actions' },
  copy: (algorithm: string, address: string) => `Copy the ${algorithm} fingerprint of ${address}`,
  by: (who: string) => `by ${who}`,
  noNode: 'no node',
  nodeGone: 'a node that is gone',
  forget: 'Forget',
  forgetOf: (address: string) => `Forget the host keys of ${address}`,
  forgetTitle: (address: string) => `Forget the host keys of ${address}?`,
  forgetEffect:
    'Nothing is known of this machine any more: the next run or look at it shows its key, and waits until somebody has compared it. The node on it goes on.',
  forgot: (address: string) => `The host keys of ${address} are forgotten`,
  forgetFailed: 'The host keys were not forgotten.',
  replace: 'Replace',
  replaceOf: (address: string) => `Replace the host key of ${address}`,
  replaceTitle: (address: string) => `Replace the host key of ${address}?`,
  replaceWhy:
    'Only for a machine that you know was installed anew. Another key can also mean that somebody stands between the origin and the machine, and would get the login.',
  replaceEffect: 'From now on the machine is known by this key alone, in place of all that it is known by now.',
  onMachine: 'On the machine itself',
  known: 'Known until now',
  fingerprint: 'New fingerprint',
  fingerprintHint: 'As the command above prints it, on the console of the machine; the whole line will do.',
  fingerprintWrong: 'One fingerprint is wanted: SHA256: and 43 letters, digits, + or /.',
  fingerprintSame: 'The machine is known by this key already.',
  kind: 'Kind of the key',
  typeAddress: (address: string) => `Type ${address} to confirm`,
  replaced: (address: string) => `${address} is known by its new key`,
  replaceFailed: 'The host key was not replaced.',
  none: 'No machine is known yet',
  noneText: 'Once a machine was logged in to over SSH and its host key was confirmed, it is listed here.',
})
