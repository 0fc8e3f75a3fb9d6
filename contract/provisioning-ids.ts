/** Steps of runs. Each has its title in every language of the panel but English, which is the origin's own. Runs of an older origin may have others. */
export type RunStepId =
  | 'connect'
  | 'privilege'
  | 'preflight'
  | 'docker'
  | 'firewall'
  | 'image'
  | 'program'
  | 'configure'
  | 'start'
  | 'join'
  | 'verify'
  | 'detect'
  | 'adopt'
  | 'drain'
  | 'switch'
  | 'resume'
  | 'restart'
  | 'rotate'
  | 'collect'
  | 'leave'
  | 'remove'
  | 'files'
  | 'tidy'

/** What is looked at on a box: the group, and what of it. Titles as above. */
export type BoxCheckId =
  | `access.${'host_key' | 'shell' | 'privilege'}`
  | `system.${'distribution' | 'architecture' | 'service_manager' | 'packages' | 'memory' | 'disk' | 'clock'}`
  | `docker.${'engine' | 'containers'}`
  | `network.${'address' | 'ports' | 'services' | 'firewall' | 'origin' | 'origin_tls' | 'origin_media' | 'outside'}`
  | 'kernel.limits'
  | `cluster.${'name' | 'node'}`
