/** Why members cannot do what they were asked for; `code` is stable. */
export class MembersError extends Error {
  readonly code: 'member_not_found' | 'not_your_node' | 'joining_disabled' | 'cluster_token_unknown'
  readonly hint: string
  constructor(code: MembersError['code'], message: string, hint: string) {
    super(message)
    this.name = 'MembersError'
    this.code = code
    this.hint = hint
  }
}
