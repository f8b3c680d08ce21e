/** The layers of tests that look for a planted defect, each a project: `scripts/defects.mjs` runs them one by one. */

import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

/** What holds of random scenarios, random operators and random plans. */
const properties = [
  "test/random/**/*.test.ts",
  "test/sim/{frameworks,marathon}/random*.test.ts",
  "test/sim/mesos/allocator.test.ts",
];

export default defineConfig({
  root: resolve(import.meta.dirname, "../.."),
  test: {
    // What goes on for ever is ended with its layer; a slow machine is no failure.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    passWithNoTests: false,
    setupFiles: ["test/defects/end-on-failure.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/{model,scenario,sim,report,compare}/**/*.test.ts"],
          exclude: properties,
        },
      },
      { extends: true, test: { name: "conformance", include: ["test/conformance/**/*.test.ts"] } },
      { extends: true, test: { name: "property", include: properties } },
    ],
  },
});
