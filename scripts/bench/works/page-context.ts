/** What the page of a bench says that only the command knows of a run. */

import type { PageContext } from "../../../src/report/html/head.ts";

export const pageContext: PageContext = {
  holdfast: "bench",
  command: "",
  explain: "",
  scenarioDigest: "",
  diagnoses: [],
  diagnosesLeft: 0,
};
