import { createContext, useContext } from 'react'
import type { NodeId, StreamPath } from '#contract/ids.ts'

/** Everything that is asked before it is done. One dialog at a time. */
export type DialogRequest =
  /** Under this name, where it is known whose command it will be. */
  | { readonly kind: 'add-node'; readonly name?: string }
  /** Also for a node that is draining already: then its deadline is asked for anew. `at_once` proposes to wait for nobody. */
  | { readonly kind: 'drain-node'; readonly node_id: NodeId; readonly at_once?: boolean }
  | { readonly kind: 'resume-node'; readonly node_id: NodeId }
  /** What a node takes no more of. */
  | { readonly kind: 'close-roles'; readonly node_id: NodeId }
  /** Drains several nodes, some at a time. */
  | { readonly kind: 'rolling-drain' }
  | { readonly kind: 'cancel-rolling-drain'; readonly run_id: string }
  | { readonly kind: 'remove-node'; readonly node_id: NodeId }
  /** Null: makes a new one, for this pattern to begin with. */
  | { readonly kind: 'stream-policy'; readonly policy_id: string | null; readonly pattern?: string }
  | { readonly kind: 'remove-stream-policy'; readonly policy_id: string }
  /** Empty: for streams that are still to be named. */
  | { readonly kind: 'stream-key'; readonly pattern: string }
  | { readonly kind: 'revoke-stream-key'; readonly key_id: string }
  /** Null: makes a new one, for this pattern to begin with. */
  | { readonly kind: 'access-policy'; readonly policy_id: string | null; readonly pattern?: string }
  /** To watch a stream for a while. */
  | { readonly kind: 'signed-link'; readonly stream_path: string }
  | { readonly kind: 'remove-access-policy'; readonly policy_id: string }
  | { readonly kind: 'disconnect-viewers'; readonly stream_path: StreamPath }
  | { readonly kind: 'end-stream'; readonly stream_path: StreamPath }

/** Filled by the shell, which shows the dialogs. */
export const DialogContext = createContext<((request: DialogRequest) => void) | null>(null)

/** Opens a dialog from anywhere: a row, a detail page, the command palette. */
export function useOpenDialog(): (request: DialogRequest) => void {
  const open = useContext(DialogContext)
  if (open === null) throw new Error('useOpenDialog needs the shell above')
  return open
}
