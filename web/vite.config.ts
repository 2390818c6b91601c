import { defineConfig } from "vitest/config";
import type { Plugin } from "vite";

// KaTeX offers each font in three formats; every browser that runs this page reads the first. Halves the build.
const woff2Only: Plugin = {
  name: "katex-woff2-only",
  enforce: "pre",
  transform(css, id) {
    if (!id.includes("katex") || !id.endsWith(".css")) return;
    return css.replace(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\("[a-z]+"\)/g, "");
  },
};

export default defineConfig({
  plugins: [woff2Only],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  // The content policy allows no data: fonts, so nothing is inlined.
  build: { assetsInlineLimit: 0 },
  server: { proxy: { "/api": { target: "http://127.0.0.1:8000", ws: true } } },
  test: { environment: "node", include: ["src/**/*.test.ts"] },
});
