import { useNavigate } from 'react-router'
import { useStartRun } from '../../data/runs.ts'
import type { NewRunInput } from '../../data/runs-api.ts'

/** Begins a run and goes to its page. */
export function useBegin(onClose: () => void) {
  const start = useStartRun()
  const navigate = useNavigate()
  const begin = (run: NewRunInput) =>
    start.mutate(run, {
      onSuccess: ({ id }) => {
        start.reset()
        onClose()
        void navigate(`/runs/${id}`)
      },
    })
  return { begin, pending: start.isPending, error: start.error }
}
