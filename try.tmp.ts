import { loadScenario } from "/work/main/src/scenario/load.ts";
import { formatIssue } from "/work/main/src/scenario/issue.ts";
import { nodeFiles } from "/work/main/src/cli/files.ts";
const t0=performance.now();
for (const f of process.argv.slice(2)) {
  const t=performance.now();
  const r = loadScenario(f, nodeFiles);
  console.log("==", f, r.ok, Math.round(performance.now()-t), "ms");
  for (const i of r.ok ? r.warnings : r.issues) console.log("  ", formatIssue(i));
  if (r.ok && process.env.V) console.log(JSON.stringify(r.scenario, null, 1));
}
