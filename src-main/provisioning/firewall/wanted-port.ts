/** A port somebody has to get through to. */
export interface WantedPort {
  readonly port: number
  readonly protocol: 'tcp' | 'udp'
}
