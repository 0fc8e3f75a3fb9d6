import { config } from 'zod'

// The panel's content security policy forbids eval, and zod would probe for it; the probe alone is reported as a breach.
// Imported before anything that makes a schema.
config({ jitless: true })
