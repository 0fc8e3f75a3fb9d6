import type { NodeReady } from '#contract/program-output.ts'

/** How the node beside the origin is to be run: the arguments of `headwater node`, and what goes with them. */
export interface NodeRun {
  readonly args: readonly string[]
  /** Settings only, never a secret. */
  readonly environment: Readonly<Record<string, string>>
  /** Given on standard input, which is then closed: the enrollment token. */
  readonly input: string
  /** Where standard error goes. */
  readonly log_file: string
}

/** How a node's program ended. */
export interface NodeExit {
  readonly code: number | null
  readonly signal: string | null
}

/** A node-runtime that was started. */
export interface LaunchedNode {
  readonly pid: number
  /** What it says when it serves. Rejects when it ends before. */
  readonly ready: Promise<NodeReady>
  readonly exited: Promise<NodeExit>
  /** Asks it to stop; it drains first. */
  terminate(): void
  /** Ends it at once. */
  kill(): void
}

/** Starts node-runtimes: as child processes of a headless origin, as utility processes of the desktop shell. */
export interface NodeRuntimeLauncher {
  /** Whether a node lives on when its origin is killed, so that the next origin adopts it. */
  readonly outlives_origin: boolean
  launch(run: NodeRun): LaunchedNode
}
