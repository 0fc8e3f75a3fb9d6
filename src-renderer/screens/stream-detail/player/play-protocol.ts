import { useLocalStorage } from '@mantine/hooks'

/** How the panel plays a stream. */
export const playProtocols = ['flv', 'hls'] as const
export type PlayProtocol = (typeof playProtocols)[number]

/** What was chosen in this browser; HTTP-FLV is the nearest to live. */
export function usePlayProtocol() {
  return useLocalStorage<PlayProtocol>({
    key: 'headwater-play-protocol',
    defaultValue: 'flv',
    getInitialValueInEffect: false,
    deserialize: (text) => playProtocols.find((one) => JSON.stringify(one) === text) ?? 'flv',
  })
}
