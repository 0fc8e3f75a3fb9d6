/** Three sources that become one stream. */
export function Logo({ size = 22 }: { readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="none"
      strokeWidth="3"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M3 7c8 0 8 9 15 9h11M3 25c8 0 8-9 15-9" stroke="var(--hw-flow)" />
      <path d="M3 16h26" stroke="currentColor" />
    </svg>
  )
}
