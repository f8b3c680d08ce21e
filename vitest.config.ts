/** Which tests run: all under test/, but for the long ones, which `npm run test:long` runs. */

import { defineConfig } from "vitest/config";

const long = process.env["HOLDFAST_LONG_TESTS"] === "1";

export default defineConfig({
  test: {
    include: long ? ["test/long/**/*.test.ts"] : ["test/**/*.test.ts"],
    exclude: long ? [] : ["test/long/**"],
    // Vitest leaves one core free by itself, which is half of a small machine.
    maxWorkers: "100%",
    // Far above what any test takes: a slow machine is no failure.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    passWithNoTests: false,
  },
});
