import { createContext, useContext } from 'react'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { StreamViewer } from '#contract/stream-viewers.ts'
import type { NodeRunKind } from './run-texts.ts'

/** Everything that is asked before it is done. One dialog at a time. */
export type DialogRequest =
  /** Also for a node that is draining already: then its deadline is asked for anew. `at_once` proposes to wait for nobody. */
  | { readonly kind: 'drain-node'; readonly node_id: NodeId; readonly at_once?: boolean }
  | { readonly kind: 'resume-node'; readonly node_id: NodeId }
  /** At once, with what it carries ended. */
  | { readonly kind: 'maintain-node'; readonly node_id: NodeId }
  /** What a node takes no more of. */
  | { readonly kind: 'close-roles'; readonly node_id: NodeId }
  /** Drains several nodes, some at a time. */
  | { readonly kind: 'rolling-drain' }
  | { readonly kind: 'cancel-rolling-drain'; readonly run_id: string }
  | { readonly kind: 'remove-node'; readonly node_id: NodeId }
  /** Something is done on the box of a node. */
  | { readonly kind: 'node-run'; readonly node_id: NodeId; readonly run: NodeRunKind }
  | { readonly kind: 'reconfigure-node'; readonly node_id: NodeId }
  | { readonly kind: 'decommission-node'; readonly node_id: NodeId }
  /** The login that is kept for a node. */
  | { readonly kind: 'forget-login'; readonly node_id: NodeId }
  /** Null: makes a new one, for this pattern to begin with. */
  | { readonly kind: 'stream-policy'; readonly policy_id: string | null; readonly pattern?: string }
  | { readonly kind: 'remove-stream-policy'; readonly policy_id: string }
  /** Empty: for streams that are still to be named. */
  | { readonly kind: 'stream-key'; readonly pattern: string }
  | { readonly kind: 'rotate-stream-key'; readonly key_id: string }
  | { readonly kind: 'revoke-stream-key'; readonly key_id: string }
  /** Null: makes a new one, for this pattern to begin with. */
  | { readonly kind: 'access-policy'; readonly policy_id: string | null; readonly pattern?: string }
  /** To watch a stream for a while. */
  | { readonly kind: 'signed-link'; readonly stream_path: string }
  | { readonly kind: 'remove-access-policy'; readonly policy_id: string }
  /** Code for a page, and addresses for players. */
  | { readonly kind: 'embed-stream'; readonly stream_path: StreamPath }
  /** One of those that the list of viewers names. */
  | {
      readonly kind: 'disconnect-viewer'
      readonly stream_path: StreamPath
      readonly node_id: NodeId
      readonly viewer: Pick<StreamViewer, 'id' | 'network' | 'protocol'>
    }
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
