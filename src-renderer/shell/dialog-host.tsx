import { lazy, type ReactNode, Suspense, useState } from 'react'
import { DialogContext, type DialogRequest } from '../parts/dialogs/dialog-context.ts'
import { persistentImport } from '../parts/persistent-import.ts'

const DrainNode = lazy(() =>
  persistentImport(() => import('../parts/dialogs/drain-node.tsx')).then(({ DrainNode }) => ({ default: DrainNode })),
)
const ResumeNode = lazy(() =>
  persistentImport(() => import('../parts/dialogs/resume-node.tsx')).then(({ ResumeNode }) => ({
    default: ResumeNode,
  })),
)
const MaintainNode = lazy(() =>
  persistentImport(() => import('../parts/dialogs/maintain-node.tsx')).then(({ MaintainNode }) => ({
    default: MaintainNode,
  })),
)
const CloseRoles = lazy(() =>
  persistentImport(() => import('../parts/dialogs/close-roles.tsx')).then(({ CloseRoles }) => ({
    default: CloseRoles,
  })),
)
const RemoveNode = lazy(() =>
  persistentImport(() => import('../parts/dialogs/remove-node.tsx')).then(({ RemoveNode }) => ({
    default: RemoveNode,
  })),
)
const RollingDrain = lazy(() =>
  persistentImport(() => import('../parts/dialogs/rolling-drain.tsx')).then(({ RollingDrain }) => ({
    default: RollingDrain,
  })),
)
const CancelRollingDrain = lazy(() =>
  persistentImport(() => import('../parts/dialogs/cancel-rolling-drain.tsx')).then(({ CancelRollingDrain }) => ({
    default: CancelRollingDrain,
  })),
)
const EndStream = lazy(() =>
  persistentImport(() => import('../parts/dialogs/end-stream.tsx')).then(({ EndStream }) => ({ default: EndStream })),
)

const StreamPolicy = lazy(() =>
  persistentImport(() => import('../parts/dialogs/stream-policy.tsx')).then(({ StreamPolicy }) => ({
    default: StreamPolicy,
  })),
)
const RemoveStreamPolicy = lazy(() =>
  persistentImport(() => import('../parts/dialogs/remove-stream-policy.tsx')).then(({ RemoveStreamPolicy }) => ({
    default: RemoveStreamPolicy,
  })),
)
const CreateStreamKey = lazy(() =>
  persistentImport(() => import('../parts/dialogs/create-stream-key.tsx')).then(({ CreateStreamKey }) => ({
    default: CreateStreamKey,
  })),
)
const RotateStreamKey = lazy(() =>
  persistentImport(() => import('../parts/dialogs/rotate-stream-key.tsx')).then(({ RotateStreamKey }) => ({
    default: RotateStreamKey,
  })),
)
const RevokeStreamKey = lazy(() =>
  persistentImport(() => import('../parts/dialogs/revoke-stream-key.tsx')).then(({ RevokeStreamKey }) => ({
    default: RevokeStreamKey,
  })),
)
const AccessPolicy = lazy(() =>
  persistentImport(() => import('../parts/dialogs/access-policy.tsx')).then(({ AccessPolicy }) => ({
    default: AccessPolicy,
  })),
)
const SignedLink = lazy(() =>
  persistentImport(() => import('../parts/dialogs/signed-link.tsx')).then(({ SignedLink }) => ({
    default: SignedLink,
  })),
)
const RemoveAccessPolicy = lazy(() =>
  persistentImport(() => import('../parts/dialogs/remove-access-policy.tsx')).then(({ RemoveAccessPolicy }) => ({
    default: RemoveAccessPolicy,
  })),
)
const DisconnectViewers = lazy(() =>
  persistentImport(() => import('../parts/dialogs/disconnect-viewers.tsx')).then(({ DisconnectViewers }) => ({
    default: DisconnectViewers,
  })),
)

const EmbedStream = lazy(() =>
  persistentImport(() => import('../parts/dialogs/embed-stream.tsx')).then(({ EmbedStream }) => ({
    default: EmbedStream,
  })),
)
const DisconnectViewer = lazy(() =>
  persistentImport(() => import('../parts/dialogs/disconnect-viewer.tsx')).then(({ DisconnectViewer }) => ({
    default: DisconnectViewer,
  })),
)

const NodeRun = lazy(() =>
  persistentImport(() => import('../parts/dialogs/node-run.tsx')).then(({ NodeRun }) => ({ default: NodeRun })),
)
const ReconfigureNode = lazy(() =>
  persistentImport(() => import('../parts/dialogs/reconfigure-node.tsx')).then(({ ReconfigureNode }) => ({
    default: ReconfigureNode,
  })),
)
const DecommissionNode = lazy(() =>
  persistentImport(() => import('../parts/dialogs/decommission-node.tsx')).then(({ DecommissionNode }) => ({
    default: DecommissionNode,
  })),
)
const ForgetLogin = lazy(() =>
  persistentImport(() => import('../parts/dialogs/forget-login.tsx')).then(({ ForgetLogin }) => ({
    default: ForgetLogin,
  })),
)

/** Shows the dialog that somebody below asked for. */
export function DialogHost({ children }: { readonly children: ReactNode }) {
  const [request, setRequest] = useState<DialogRequest | null>(null)
  return (
    <DialogContext value={setRequest}>
      {children}
      {request !== null && (
        <Suspense>
          <Dialog request={request} onClose={() => setRequest(null)} />
        </Suspense>
      )}
    </DialogContext>
  )
}

function Dialog({ request, onClose }: { readonly request: DialogRequest; readonly onClose: () => void }) {
  switch (request.kind) {
    case 'node-run':
      return <NodeRun node_id={request.node_id} run={request.run} onClose={onClose} />
    case 'reconfigure-node':
      return <ReconfigureNode node_id={request.node_id} onClose={onClose} />
    case 'decommission-node':
      return <DecommissionNode node_id={request.node_id} onClose={onClose} />
    case 'forget-login':
      return <ForgetLogin node_id={request.node_id} onClose={onClose} />
    case 'drain-node':
      return <DrainNode node_id={request.node_id} at_once={request.at_once ?? false} onClose={onClose} />
    case 'resume-node':
      return <ResumeNode node_id={request.node_id} onClose={onClose} />
    case 'maintain-node':
      return <MaintainNode node_id={request.node_id} onClose={onClose} />
    case 'close-roles':
      return <CloseRoles node_id={request.node_id} onClose={onClose} />
    case 'remove-node':
      return <RemoveNode node_id={request.node_id} onClose={onClose} />
    case 'rolling-drain':
      return <RollingDrain onClose={onClose} />
    case 'cancel-rolling-drain':
      return <CancelRollingDrain run_id={request.run_id} onClose={onClose} />
    case 'end-stream':
      return <EndStream stream_path={request.stream_path} onClose={onClose} />
    case 'stream-policy':
      return <StreamPolicy policy_id={request.policy_id} pattern={request.pattern ?? ''} onClose={onClose} />
    case 'remove-stream-policy':
      return <RemoveStreamPolicy policy_id={request.policy_id} onClose={onClose} />
    case 'stream-key':
      return <CreateStreamKey pattern={request.pattern} onClose={onClose} />
    case 'rotate-stream-key':
      return <RotateStreamKey key_id={request.key_id} onClose={onClose} />
    case 'revoke-stream-key':
      return <RevokeStreamKey key_id={request.key_id} onClose={onClose} />
    case 'access-policy':
      return <AccessPolicy policy_id={request.policy_id} pattern={request.pattern ?? ''} onClose={onClose} />
    case 'signed-link':
      return <SignedLink stream_path={request.stream_path} onClose={onClose} />
    case 'remove-access-policy':
      return <RemoveAccessPolicy policy_id={request.policy_id} onClose={onClose} />
    case 'embed-stream':
      return <EmbedStream stream_path={request.stream_path} onClose={onClose} />
    case 'disconnect-viewer': {
      const { stream_path, node_id, viewer } = request
      return <DisconnectViewer stream_path={stream_path} node_id={node_id} viewer={viewer} onClose={onClose} />
    }
    case 'disconnect-viewers':
      return <DisconnectViewers stream_path={request.stream_path} onClose={onClose} />
    default:
      throw new Error(`no such dialog: ${request satisfies never}`)
  }
}
