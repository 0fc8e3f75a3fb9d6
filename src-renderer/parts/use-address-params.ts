import { useSearchParams } from 'react-router'

/** What a list shows, kept in the address bar, so that a view can be bookmarked and sent to somebody. Nothing, or null, takes a parameter away. */
export function useAddressParams() {
  const [params, setParams] = useSearchParams()
  const change = (changes: Readonly<Record<string, string | null>>) =>
    setParams(
      (before) => {
        for (const [key, value] of Object.entries(changes)) {
          if (value === null || value === '') before.delete(key)
          else before.set(key, value)
        }
        return before
      },
      { replace: true, preventScrollReset: true },
    )
  return [params, change] as const
}
