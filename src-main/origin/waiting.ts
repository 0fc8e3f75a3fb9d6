/** The promise's value, or an error when it takes longer or `signal` aborts. */
export async function within<Value>(
  promise: Promise<Value>,
  timeout_ms: number,
  late_message: string,
  signal: AbortSignal,
): Promise<Value> {
  signal.throwIfAborted()
  const { promise: over, reject } = Promise.withResolvers<never>()
  const late = setTimeout(() => reject(new Error(late_message)), timeout_ms)
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([promise, over])
  } finally {
    clearTimeout(late)
    signal.removeEventListener('abort', abort)
  }
}

/** Waits so long, or until `signal` aborts; never throws. */
export async function pause(delay_ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, delay_ms)
  const abort = () => resolve()
  signal.addEventListener('abort', abort, { once: true })
  await promise
  clearTimeout(timer)
  signal.removeEventListener('abort', abort)
}
