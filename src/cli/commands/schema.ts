/** `schema`: prints the JSON Schema of scenario and study files, of the rows of events.jsonl, of what `explain --json`
 * prints, or of capsules. */

import { didYouMean } from "../../model/near-miss.ts";
import { capsuleJsonSchema } from "../capsule/format.ts";
import type { CommandInput } from "../command.ts";
import { eventsSchema } from "../events-schema.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { explainSchema } from "../explain-schema.ts";
import { refuseInput } from "../problems.ts";

const subjects = ["scenario", "study", "events", "explain", "capsule"];

export async function schema({ operands, options, console }: CommandInput): Promise<ExitCode> {
  const subject = operands[0] ?? "scenario";
  if (subject === "events") {
    console.json(eventsSchema());
    return exitCodes.ok;
  }
  if (subject === "explain") {
    console.json(explainSchema());
    return exitCodes.ok;
  }
  if (subject === "capsule") {
    console.json(capsuleJsonSchema());
    return exitCodes.ok;
  }
  if (subject === "scenario") {
    const { scenarioSchema } = await import("../../scenario/json-schema.ts");
    console.json(scenarioSchema());
    return exitCodes.ok;
  }
  if (subject === "study") {
    const { studySchema } = await import("../../study/schema.ts");
    console.json(studySchema());
    return exitCodes.ok;
  }
  const meant = didYouMean(subject, subjects, `; it is one of ${subjects.join(", ")}`);
  return refuseInput(console, options, [`no schema is called ${subject}${meant}`], ", nothing is printed");
}
