import { ApiFailure } from './api-failure.ts'

/** Asks whoever sits there to prove it, by one of these ways; whether they did. */
export type Prover = (methods: readonly string[]) => Promise<boolean>

let prover: Prover | null = null
let asking: Promise<boolean> | null = null

/** Says who asks; the shell, which can show a dialog over everything else. Null: nobody can be asked. */
export function setProver(next: Prover | null): void {
  prover = next
}

/**
 * Has the proof made that the origin wants before it does what was refused with `error`; false: that is not what it wants,
 * or it was not proven. Of several calls that want it at once one asks.
 */
export async function askForProof(error: unknown): Promise<boolean> {
  if (!(error instanceof ApiFailure) || error.code !== 'recent_proof_required' || prover === null) return false
  asking ??= prover(methodsOf(error)).finally(() => {
    asking = null
  })
  return await asking
}

function methodsOf({ details }: ApiFailure): readonly string[] {
  const { methods } = details
  return Array.isArray(methods) ? methods.filter((method) => typeof method === 'string') : ['link']
}
