import { safeStorage } from 'electron'
import type { FromOrigin, ToOrigin } from './shell-messages.ts'

type Asked = Extract<FromOrigin, { type: 'keyring' }>

/** Seals and opens by the keyring of the system, for the origin's process. To be called once the app is ready. */
export async function askKeyring({ ask_id, wish, given }: Asked): Promise<ToOrigin> {
  const answer = { type: 'keyring_answered' as const, ask_id, problem: null, result: '', reseal: false }
  try {
    if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') {
      return { ...answer, problem: 'this desktop has no keyring (neither libsecret nor KWallet was found)' }
    }
    if (!(await safeStorage.isAsyncEncryptionAvailable())) {
      return { ...answer, problem: 'the keyring of this system is not available' }
    }
    if (wish === 'look') return answer
    if (wish === 'seal') {
      return { ...answer, result: (await safeStorage.encryptStringAsync(given)).toString('base64') }
    }
    const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(given, 'base64'))
    return { ...answer, result, reseal: shouldReEncrypt }
  } catch (error) {
    return { ...answer, problem: error instanceof Error ? error.message : String(error) }
  }
}
