import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const root = import.meta.dirname

export default defineConfig({
  root,
  base: '/',
  plugins: [react()],
  // `#contract/*` is resolved through the subpath imports of package.json.
  server: { fs: { allow: [resolve(root, '..')] } },
  build: {
    outDir: resolve(root, '../dist/panel'),
    emptyOutDir: true,
    target: 'es2023',
    // Nothing may be inlined: the content security policy allows scripts from files only.
    assetsInlineLimit: 0,
    reportCompressedSize: true,
  },
})
