// How the staff console is built and served while developing: one entry, pages split by route, API calls proxied to a local server.
import { defineConfig } from 'vite'
import react from '@vitejs/plugin-react'

const api = 'http://127.0.0.1:8080'

export default defineConfig({
  root: 'src/console',
  base: '/',
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: true,
    chunkSizeWarningLimit: 900,
  },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: { '/api': api, '/p': api, '/version': api },
  },
})
