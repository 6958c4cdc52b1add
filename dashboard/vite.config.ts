import { defineConfig } from 'vite';

const server_url = process.env.MEMORY_MCP_URL ?? 'http://localhost:8765';

export default defineConfig({
  root: import.meta.dirname,
  base: '/dashboard/',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    modulePreload: false, // There is one script.
    assetsInlineLimit: 0, // The content security policy takes files of the server alone.
    reportCompressedSize: false,
  },
  server: { proxy: { '/mcp': { target: server_url, changeOrigin: true } } },
});
