/** Time between two attempts, in ms, and how many there are: an origin that restarts is back long before. */
const AGAIN_AFTER_MS = 2_000
const ATTEMPTS = 60

/**
 * Brings in a bundle for React's `lazy`, which keeps a failure for good: an origin that is away at the moment a part is first
 * needed would break that part until the page is loaded again. This asks again for two minutes.
 */
export async function persistentImport<Module>(load: () => Promise<Module>, attempts = ATTEMPTS): Promise<Module> {
  try {
    return await load()
  } catch (error) {
    if (attempts <= 1) throw error
    await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS))
    return persistentImport(load, attempts - 1)
  }
}
